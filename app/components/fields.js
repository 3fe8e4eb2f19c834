// Form fields made from the ranges of hyperparameters; typed text is kept even while it is wrong.
import {MAX_INPUT, fill, focused, fresh, h, prose, set} from "./dom.js";
import {parse, show, step} from "./values.js";

const PAUSE = 250; // ms without a key before typed text is sent
const RUSH = 100; // ms after a value was sent within which the next one waits, so that only the last of many goes
const waiting = new Set();

/** Send at once whatever was typed and not yet sent, in every form of the page. */
export function flushFields() {
  for (const send of [...waiting]) send();
}

/**
 * A form for `fields`; `send(name, value)` is called with typed values.
 * Returns {node, update(config, problem)}: `problem.field` names the field that `problem.text` belongs to.
 */
export function createForm(fields, words, send) {
  const made = fields.map((field) => [field, createField(field, words, (value) => send(field.name, value))]);
  const node = h("div", {class: "form"}, made.map(([, one]) => one.node));
  return {
    node,
    update(config, problem) {
      for (const [field, one] of made) {
        const value = field.name in config ? config[field.name] : field.default ?? null;
        one.update(value, problem?.field === field.name ? problem.text : "");
      }
    },
  };
}

/** One field: its Keras name, what that is in Korean, the control, its range, and what is wrong. */
export function createField(field, words, send) {
  const id = fresh("field");
  const about = describe(field, words);
  const gloss = h("span", {class: "gloss", id: `${id}-gloss`}, field.label ?? "");
  const help = h("p", {class: "help", id: `${id}-help`, hidden: !about}, about);
  const wrong = h("p", {class: "wrong", id: `${id}-wrong`, hidden: true});
  const control = (CONTROLS[field.widget] ?? typed)(field, words, send, id);
  const described = `${id}-gloss ${id}-help ${id}-wrong`;
  set(control.input, {id, "aria-describedby": described, "aria-required": field.required ? "true" : null});
  const caption = h("div", {class: "caption"}, h("label", {for: id}, field.name), gloss);
  const props = {class: `field is-${field.widget}`, "data-name": field.name};
  const node = h("div", props, caption, control.node, help, wrong);
  return {
    node,
    update(value, problem = "") {
      control.update(value);
      prose(wrong, problem);
      wrong.hidden = !problem;
      set(control.input, {"aria-invalid": problem ? "true" : null});
    },
  };
}

function describe(field, words) {
  const {low, high, above, below} = field;
  const has = (value) => value !== null && value !== undefined;
  const parts = [field.help ?? ""];
  if (has(low) && low === high) parts.push(fill(words.range_only, {low}));
  else if (has(low) && has(high)) parts.push(fill(words.range_between, {low, high}));
  else if (has(low)) parts.push(fill(words.range_from, {low}));
  else if (has(high)) parts.push(fill(words.range_to, {high}));
  if (has(above)) parts.push(fill(words.range_above, {low: above}));
  if (has(below)) parts.push(fill(words.range_below, {high: below}));
  if (field.required) parts.push(words.required);
  const [help, ...limits] = parts;
  const said = limits.map((text) => text.replaceAll(" ", "\u00a0")).join(" · ");
  return help && said ? `${help} (${said})` : help || said;
}

/** Text of any kind: sent after a pause, at Enter and when the focus leaves; never while Hangul is composed. */
function typed(field, words, send) {
  const numeric = ["integer", "real", "rate"].includes(field.widget);
  const input = h("input", {
    type: "text", class: "input", maxlength: MAX_INPUT, autocomplete: "off", spellcheck: "false", role: numeric ? "spinbutton" : null,
    inputmode: numeric ? "decimal" : null, placeholder: field.optional ? words.none : null,
  });
  const sender = delayed(field, input, send);
  const slider = field.widget === "rate" ? slide(field, input) : null;
  const mark = () => {
    if (!numeric) return;
    const value = parse(field, input.value);
    const known = typeof value === "number";
    set(input, {"aria-valuenow": known ? value : null, "aria-valuetext": known ? null : input.value || words.none});
    if (slider) slider.value = known ? value : 0;
  };
  input.addEventListener("input", (event) => {
    mark();
    if (!event.isComposing) sender.later();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") sender.soon();
    if (numeric && !event.altKey) stepped(event, field, input);
  });
  const update = (value) => {
    if (sender.accept(value)) input.value = show(field, value);
    mark();
  };
  return {node: slider ? h("div", {class: "sliding"}, input, slider) : input, input, update};
}

/** Sends what an input holds, but not at every key; `accept` tells whether a new value may replace the typed text. */
function delayed(field, input, send) {
  let latest = null;
  let timer = 0;
  let touched = false;
  let sent = -RUSH;
  const flush = () => {
    clearTimeout(timer);
    if (!waiting.delete(flush)) return;
    const value = parse(field, input.value);
    const changed = JSON.stringify(value) !== JSON.stringify(latest);
    latest = value;
    if (!changed) return;
    sent = performance.now();
    send(value);
  };
  const wait = (ms) => {
    touched = true;
    waiting.add(flush);
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  };
  const later = () => wait(PAUSE);
  const soon = () => (performance.now() - sent < RUSH && waiting.has(flush) ? wait(RUSH) : flush());
  const accept = (value) => {
    if (waiting.has(flush)) return false;
    latest = value;
    return !(touched && focused(input) === input);
  };
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", () => {
    flush();
    touched = false;
  });
  return {soon, later, accept};
}

function stepped(event, field, input) {
  const ways = {ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10};
  if (!(event.key in ways)) return;
  event.preventDefault();
  input.value = step(field, input.value, ways[event.key]);
  input.dispatchEvent(new Event("input"));
}

/** A slider beside the number, for shares between 0 and 1 or less. */
function slide({name, title, high}, input) {
  const slider = h("input", {type: "range", class: "slider", min: 0, max: high ?? 1, step: 0.05, "aria-label": title ?? name});
  slider.addEventListener("input", () => {
    input.value = slider.value;
    input.dispatchEvent(new Event("input"));
  });
  return slider;
}

function checked(field, words, send) {
  const input = h("input", {type: "checkbox", class: "check"});
  input.addEventListener("change", () => send(input.checked));
  const update = (value) => {
    input.checked = value === true;
    input.indeterminate = value !== true && value !== false;
  };
  return {node: input, input, update};
}

/** A list of names; a name that is not among them stays visible, as it was written. */
function chosen(field, words, send) {
  const names = field.names ?? field.choices ?? [];
  const input = h("select", {class: "input"});
  const inside = h("div", {class: "inside"});
  const node = h("div", {class: "choosing"}, input, inside);
  const state = {value: null, form: null, name: null};
  const option = (value, text) => h("option", {value}, text);
  input.append(...(field.optional ? [option("", words.none)] : []), ...names.map((name) => option(name, name)));
  const nameOf = (value) => (value && typeof value === "object" ? value.class_name : value ?? "");
  input.addEventListener("change", () => send(input.value === "" && field.optional ? null : input.value));
  const nested = (name, config) => {
    const fields = field.forms?.[name] ?? [];
    if (state.name !== name) {
      const change = (key, value) => {
        const now = typeof state.value === "object" && state.value ? state.value.config ?? {} : {};
        state.value = {class_name: name, config: {...now, [key]: value}};
        send(state.value);
      };
      state.form = fields.length ? createForm(fields, words, change) : null;
      state.name = name;
      inside.replaceChildren(...(state.form ? [state.form.node] : []));
      set(inside, {role: state.form ? "group" : null, "aria-label": state.form ? `${field.name}: ${name}` : null});
    }
    state.form?.update(config ?? {}, null);
  };
  const update = (value) => {
    state.value = value;
    const name = String(nameOf(value));
    const known = [...input.options].find((one) => one.value.toLowerCase() === name.toLowerCase());
    if (!known) input.append(option(name, name || words.none));
    input.value = known ? known.value : name;
    nested(input.value, value?.config);
  };
  return {node, input, update};
}

const CONTROLS = {boolean: checked, choice: chosen, ofkind: chosen};
