// Text of a field to the value that is sent, and back; text that is no such value is sent as it was typed.

/** What typed text means: a number, a list, null where empty is allowed, else the text itself. */
export function parse(field, text) {
  const plain = text.trim();
  if (plain === "" || plain.toLowerCase() === "none") return field.optional ? null : text;
  const reader = {integer: number, real: number, rate: number, integers: list, batchshape: list, numbers, texts}[field.widget];
  const value = reader ? reader(plain) : text;
  return value === undefined ? text : value;
}

/** A value as a person writes it. */
export function show(field, value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) {
    const one = (item) => (Array.isArray(item) ? `[${show(field, item)}]` : String(item ?? "None"));
    return value.map(one).join(", ");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The text after one step up or down, kept inside the range. */
export function step(field, text, times) {
  const now = number(text.trim()) ?? field.low ?? 0;
  const size = field.widget === "integer" ? 1 : field.widget === "rate" ? 0.05 : magnitude(now);
  let next = Number((now + size * times).toPrecision(12));
  if (field.low !== null && field.low !== undefined) next = Math.max(field.low, next);
  if (field.high !== null && field.high !== undefined) next = Math.min(field.high, next);
  return String(next);
}

function magnitude(value) {
  return value === 0 ? 0.1 : 10 ** Math.floor(Math.log10(Math.abs(value)));
}

function number(text) {
  const value = /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text.replaceAll("_", "")) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** `3`, `3, 3`, `(3, 3)`, `[3, 3]`, `(None, 8)`. */
function list(text) {
  const single = number(text);
  if (single !== undefined) return single;
  const parts = text.replace(/^[([]|[)\]]$/g, "").split(/[\s,]+/).filter(Boolean);
  const values = parts.map((part) => (part === "None" ? null : number(part)));
  return values.length === 0 || values.includes(undefined) ? undefined : values;
}

/** `a, b, c`, with or without brackets and quotation marks. */
function texts(text) {
  return text.replace(/^[([]|[)\]]$/g, "").split(",").map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2")).filter(Boolean);
}

function numbers(text) {
  const single = number(text);
  if (single !== undefined) return single;
  const bare = text.replaceAll("(", "[").replaceAll(")", "]").replace(/,\s*]/g, "]");
  for (const tried of [bare, `[${bare}]`]) {
    try {
      const value = JSON.parse(tried);
      if (onlyNumbers(value)) return value;
    } catch {
      continue;
    }
  }
  return undefined;
}

function onlyNumbers(value) {
  return Array.isArray(value) ? value.every(onlyNumbers) : typeof value === "number";
}
