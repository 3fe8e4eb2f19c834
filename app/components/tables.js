// A table of rows in its own scrolling box, which the keyboard can reach.
import {h, patch, set, write} from "./dom.js";

const LARGE = 1e9; // of losses and metrics; the cells of a file are text
const DECIMALS = 5; // at most

/** `{node, update(shown)}` for the header and rows of a model. */
export function createTable(model) {
  const head = h("tr");
  const body = h("tbody");
  const node = h("div", {class: "scroll", role: "group", tabindex: "0", hidden: true}, h("table", {}, h("thead", {}, head), body));
  const update = (shown) => {
    node.hidden = !shown || model.header.length === 0;
    if (node.hidden) return;
    const {header, rows} = model;
    set(node, {"aria-label": model.label || model.words.table});
    const numeric = header.map((_, column) => rows.every((row) => typeof row[column] === "number" || row[column] === null));
    cells(head, header, "th", numeric, {scope: "col"});
    const digits = header.map((_, column) => (numeric[column] ? most(rows.map((row) => decimals(row[column]))) : 0));
    const texts = (values) => values.map((value, column) => (typeof value === "number" ? written(value, digits[column]) : value));
    patch(body, rows, (_, index) => index, () => h("tr"), (row, values) => cells(row, texts(values), "td", numeric, {}));
  };
  return {node, update};
}

function cells(row, values, tag, numeric, props) {
  patch(row, values, (_, index) => index, () => h(tag, props), (cell, value, index) => {
    write(cell, String(value ?? "–"));
    set(cell, {class: numeric[index] ? "number" : null});
  });
}

/** Decimals of a number that is written with four digits. */
function decimals(value) {
  const text = value === null || Number.isInteger(value) ? "" : String(Number(value.toPrecision(4)));
  return text.includes("e") ? 0 : (text.split(".")[1] ?? "").length;
}

function most(numbers) {
  return Math.min(DECIMALS, Math.max(0, ...numbers));
}

/** All numbers of a column with as many decimals; what would vanish or is large is written with its power of ten. */
function written(value, digits) {
  if ((value !== 0 && Math.abs(value) < 10 ** -digits) || Math.abs(value) >= LARGE) return value.toExponential(3).replace("e+", "e");
  return value.toFixed(digits);
}
