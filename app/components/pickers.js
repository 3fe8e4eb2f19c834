// Comboboxes whose options have Korean names and help: one choice, or several kept as chips.
import {fill, focused, fresh, h, icon, patch, set, write} from "./dom.js";

const PAUSE = 300; // ms that walking through the options by keys waits before it counts
const WALKING = /^(Arrow|Page|Home$|End$|.$)/;

/** One choice: `{node, update(value, problem, field)}`; `send(value)` with the chosen option's value. */
export function createPicker(field, words, send) {
  const parts = frame(field);
  const {select, node} = parts;
  let timer = 0;
  let shown = null;
  let byKey = false;
  const flush = () => {
    clearTimeout(timer);
    timer = 0;
    if (select.value !== shown) send((shown = select.value));
  };
  select.addEventListener("keydown", (event) => { byKey = WALKING.test(event.key) && !event.altKey; });
  select.addEventListener("pointerdown", () => { byKey = false; });
  select.addEventListener("change", () => {
    explain(parts, field, select.value);
    clearTimeout(timer);
    timer = setTimeout(flush, byKey ? PAUSE : 0);
  });
  select.addEventListener("blur", () => timer && flush());
  const update = (value, problem, now = field) => {
    field = now;
    if (!timer) {
      shown = String(value?.class_name ?? value ?? "");
      offer(select, field.options ?? [], shown);
      select.value = shown;
    }
    explain(parts, field, select.value);
    complain(parts, problem);
  };
  return {node, update};
}

/** Several choices: a combobox that adds, and a chip with a button for each that was added. */
export function createPickers(field, words, send) {
  const parts = frame(field);
  const {select} = parts;
  const chips = h("ul", {class: "chips", role: "list"});
  const add = h("button", {type: "button", class: "tool", hidden: true, onclick: () => take()}, icon("plus"), words.add_chip);
  const said = h("p", {class: "said", "aria-live": "polite"});
  const state = {chosen: [], field, said, send, words, chips, select};
  parts.node.insertBefore(h("div", {class: "adding"}, select, add), parts.help);
  parts.node.insertBefore(chips, parts.help);
  parts.node.append(said);
  const take = () => {
    if (select.value) change(state, [...state.chosen, select.value], fill(words.chip_added, {label: labelOf(state, select.value)}));
    add.hidden = true;
    select.focus();
  };
  let byKey = false;
  select.addEventListener("keydown", (event) => {
    byKey = WALKING.test(event.key) && !event.altKey;
    if (event.key === "Enter" && select.value && !event.ctrlKey) take();
  });
  select.addEventListener("pointerdown", () => { byKey = false; });
  select.addEventListener("change", () => {
    if (byKey) add.hidden = !select.value;
    else if (select.value) take();
  });
  const update = (value, problem, now = field) => {
    Object.assign(state, {field: now, chosen: (value ?? []).map(String)});
    draw(state);
    complain(parts, problem);
  };
  return {node: parts.node, update};
}

function labelOf(state, value) {
  return (state.field.options ?? []).find((one) => one.value === value)?.label ?? value;
}

/** Show at once what was asked for, and tell the server. */
function change(state, chosen, news) {
  state.chosen = chosen;
  draw(state);
  write(state.said, news);
  state.send(chosen);
}

function draw(state) {
  const {chips, chosen, field, select, words} = state;
  const had = focused(chips);
  const at = [...chips.children].findIndex((one) => one.contains(had));
  patch(chips, chosen, (value) => value, (value) => {
    const label = labelOf(state, value);
    const drop = () => change(state, state.chosen.filter((one) => one !== value), fill(words.chip_removed, {label}));
    const button = h("button", {type: "button", class: "drop", "aria-label": fill(words.remove_chip, {label}), onclick: drop}, icon("close"));
    return h("li", {class: "chip"}, h("span", {}, label), button);
  });
  if (at >= 0 && !chips.contains(had)) (chips.children[Math.min(at, chips.children.length - 1)]?.querySelector("button") ?? select).focus();
  const prompt = {value: "", label: chosen.length ? words.choose_more : words.choose};
  const free = (field.options ?? []).filter((one) => !chosen.includes(one.value));
  offer(select, [prompt, ...free], "");
  set(select, {"data-empty": free.length ? null : "true"});
}

/** Caption, combobox, help and the place for what is wrong. */
function frame(field) {
  const id = fresh("picker");
  const select = h("select", {id, class: "input", "aria-describedby": `${id}-help ${id}-wrong`});
  const caption = h("div", {class: "caption"}, h("label", {for: id}, field.title ?? field.name), h("span", {class: "gloss"}, field.label ?? ""));
  const help = h("p", {class: "help", id: `${id}-help`, hidden: !field.help}, field.help ?? "");
  const wrong = h("p", {class: "wrong", id: `${id}-wrong`, role: "alert", hidden: true});
  const node = h("div", {class: `field is-${field.widget}`, "data-name": field.name}, caption, select, help, wrong);
  return {select, help, wrong, node};
}

function explain(parts, field, value) {
  const chosen = (field.options ?? []).find((one) => one.value === value);
  write(parts.help, [chosen?.help, field.help].filter(Boolean).join(" · "));
  parts.help.hidden = !parts.help.textContent;
}

function complain(parts, problem = "") {
  write(parts.wrong, problem);
  parts.wrong.hidden = !problem;
  set(parts.select, {"aria-invalid": problem ? "true" : null});
}

/** Options by group; a value that is not among them stays visible as it is. Nothing is touched that is already so. */
function offer(select, options, value) {
  const known = options.some((one) => one.value === value);
  const all = known ? options : [{value, label: value || "–"}, ...options];
  const key = JSON.stringify(all.map(({value: v, label, group}) => [v, label, group]));
  if (select.kbKey === key) return;
  select.kbKey = key;
  const groups = new Map();
  const nodes = [];
  for (const one of all) {
    const option = h("option", {value: one.value}, one.label ?? one.value);
    if (!one.group) nodes.push(option);
    else if (groups.has(one.group)) groups.get(one.group).append(option);
    else {
      const group = h("optgroup", {label: one.group}, option);
      groups.set(one.group, group);
      nodes.push(group);
    }
  }
  select.replaceChildren(...nodes);
}
