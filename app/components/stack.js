// The stack: bricks on their data plate, with what does not fit said in the gap before it.
import {brickWidth, drawBrick} from "./bricks.js";
import {drawBase} from "./plates.js";
import {breakable, button, calm, fill, focused, fresh, grouped, h, icon, patch, prose, set, write} from "./dom.js";

const SNAP = 120; // ms

/** {node, tower, list, update()} of the stack pane. */
export function createStack(shop) {
  const {words} = shop.model;
  const list = h("div", {role: "listbox", "aria-label": words.stack, class: "rows"});
  const notes = h("div", {class: "rows notes"});
  const base = h("div", {class: "base"});
  const compile = h("div", {class: "compile"}, h("b", {}, "compile"), h("span"), h("p", {role: "alert"}));
  const plate = h("div", {class: "plate-row"}, compile);
  const empty = h("p", {class: "empty"});
  const marker = h("div", {class: "marker", hidden: true});
  const tower = h("div", {class: "tower"}, base, list, notes, empty, plate, marker);
  const scroll = h("div", {class: "scroll"}, tower);
  const bar = toolbar(shop);
  const total = h("p", {class: "total"});
  const hints = h("p", {class: "keys"}, words.keys);
  const wrong = button("wrongs", () => showFirst(shop, stack), icon("alert"), h("span"));
  const under = h("div", {class: "under"}, total, wrong, hints);
  const node = h("section", {class: "stack", "aria-label": words.stack}, bar.node, scroll, under);
  const stack = {node, tower, list, notes, base, plate, empty, marker, scroll, bar, total, wrong, keys: [], first: true};
  list.addEventListener("focusin", (event) => stack.quiet || shop.select(Number(event.target.dataset.index)));
  list.addEventListener("click", (event) => {
    event.target.closest("[role=option]")?.focus();
    shop.unfold();
  });
  notes.addEventListener("click", (event) => {
    const button = event.target.closest("[data-repair]");
    if (button) shop.repair(Number(button.dataset.repair));
  });
  return Object.assign(stack, {
    option: (index) => list.querySelector(`[data-index="${index}"]`),
    update: () => update(shop, stack),
  });
}

function toolbar(shop) {
  const {words} = shop.model;
  const undo = button("tool", () => shop.undo(), icon("undo"), words.undo);
  const redo = button("tool", () => shop.redo(), icon("redo"), words.redo);
  const flip = set(button("switch", () => shop.flip(), h("i"), words.upward), {role: "switch"});
  return {node: h("div", {class: "toolbar"}, undo, redo, flip), undo, redo, flip};
}

function update(shop, stack) {
  const {model} = shop;
  const bricks = model.stack;
  const had = stack.list.contains(focused(stack.list));
  const view = measure(shop, stack);
  const before = places(stack);
  const keys = (stack.keys = keyed(bricks, stack.keys));
  const rows = layOut(bricks.length, model.upward);
  stack.tower.style.gridTemplateRows = `repeat(${rows.count}, auto)`;
  const draw = (node, brick, i) => updateOption(shop, view, node, brick, i, rows);
  patch(stack.list, bricks, (_, i) => keys[i].key, makeOption, draw);
  stack.tower.style.setProperty("--room", shop.at() >= 0 ? rows.room(shop.at()) : rows.count);
  drawNotes(shop, stack, rows);
  drawEnds(shop, stack, view, rows);
  drawBar(shop, stack);
  settle(stack, before);
  if (had) refocus(shop, stack);
  reveal(shop, stack);
}

/** The focus follows the selection that an edit or the server made, without being taken for a choice. */
function refocus(shop, stack) {
  const option = stack.option(Math.max(0, shop.at()));
  if (!option || option === focused(stack.list)) return;
  stack.quiet = true;
  option.focus({preventScroll: true});
  stack.quiet = false;
}

/** Sizes that the drawings depend on. */
function measure(shop, stack) {
  const scale = parseFloat(getComputedStyle(stack.node).getPropertyValue("--kb-scale")) || 1;
  const room = (stack.scroll.clientWidth || 600) / scale;
  const longest = Math.max(14, ...shop.model.stack.map((brick) => (brick.output_shape ?? "").length));
  const beside = shop.layout === "narrow" ? 72 + longest * 6.6 : 96 + longest * 7.6;
  const most = Math.round(Math.max(168, Math.min(400, room - beside)));
  stack.tower.style.setProperty("--tower", `${most * scale}px`);
  return {scale, most, least: Math.round(Math.min(196, most * 0.62)), flipped: !shop.model.upward};
}

/** Keys that follow bricks through edits: what is alike at both ends keeps its key, the rest goes by place. */
function keyed(bricks, old) {
  const now = bricks.map((brick) => ({sign: JSON.stringify([brick.class_name, brick.config, brick.name])}));
  let head = 0;
  while (head < now.length && head < old.length && now[head].sign === old[head].sign) head += 1;
  let tail = 0;
  const least = Math.min(now.length, old.length) - head;
  while (tail < least && now.at(-1 - tail).sign === old.at(-1 - tail).sign) tail += 1;
  const spare = old.slice(head, old.length - tail);
  return now.map((one, i) => {
    if (i < head) return {...one, key: old[i].key};
    if (i >= now.length - tail) return {...one, key: old[old.length - (now.length - i)].key};
    const same = spare.findIndex((other) => other.sign === one.sign);
    const taken = same >= 0 ? spare.splice(same, 1)[0] : now.length === old.length ? spare.shift() : null;
    return {...one, key: taken?.key ?? fresh("brick")};
  });
}

/** Grid rows: a brick, what is wrong with it on its input side, and room for its settings. */
function layOut(n, upward) {
  const count = 3 * n + 2;
  const down = (i) => 3 * i + 2;
  if (!upward) return {count, base: 1, plate: count, note: down, brick: (i) => down(i) + 1, room: (i) => down(i) + 2};
  const up = (i) => 3 * (n - 1 - i) + 1;
  return {count, base: count - 1, plate: count, brick: up, note: (i) => up(i) + 1, room: (i) => up(i) + 2};
}

function makeOption() {
  return h("div", {role: "option", class: "option", id: fresh("option")},
    h("span", {class: "grip", "aria-hidden": "true"}), h("span", {class: "art"}),
    h("span", {class: "label", "aria-hidden": "true"}, h("code"), h("small")));
}

function updateOption(shop, view, node, brick, index, rows) {
  const {words} = shop.model;
  const shape = brick.output_shape ?? words.unknown_shape;
  const bad = brick.problem?.severity === "error" || (brick.problem && !brick.problem.severity);
  const state = brick.problem ? fill(words.state_error, brick.problem) : words.state_ok;
  const values = {n: index + 1, class_name: brick.class_name, shape, params: grouped(brick.params), state};
  const on = index === shop.at();
  set(node, {
    "aria-label": fill(words.brick, values), "aria-selected": on ? "true" : "false",
    tabindex: on || (shop.at() < 0 && index === 0) ? 0 : -1, "data-index": index, "data-bad": bad ? "true" : null,
    style: `grid-row: ${rows.brick(index)}; z-index: ${index + 2}`,
  });
  const above = shop.model.stack[index + 1];
  const next = above && !above.problem ? brickWidth(above, view.least, view.most) : 0;
  const sign = JSON.stringify([brick, view, bad, next]);
  if (node.kbSign === sign) return;
  node.kbSign = sign;
  const width = brickWidth(brick, view.least, view.most);
  node.children[1].replaceChildren(drawBrick(brick, {width, next, scale: view.scale, flipped: view.flipped}));
  write(node.querySelector("code"), brick.output_shape ?? "?");
  const params = brick.params ? fill(words.params, {n: grouped(brick.params)}) : words.no_params;
  write(node.querySelector("small"), brick.output_shape ? params : words.unknown);
}

function drawNotes(shop, stack, rows) {
  const wrong = shop.model.stack.map((brick, index) => ({brick, index})).filter(({brick}) => brick.problem);
  patch(stack.notes, wrong, ({index}) => `note-${index}`, makeNote, (node, {brick, index}) => {
    const {text, repair, severity} = brick.problem;
    const place = {style: `grid-row: ${rows.note(index)}`, "data-first": index === 0};
    set(node, {...place, "data-severity": severity ?? "error"});
    prose(node.querySelector("p"), text);
    const mend = node.querySelector("button");
    mend.hidden = !repair;
    set(write(mend, repair ?? ""), {"data-repair": index});
  });
}

function makeNote() {
  return h("div", {class: "note"}, icon("alert"), h("p", {role: "alert"}), button("primary", null));
}

function drawEnds(shop, stack, view, rows) {
  const {model} = shop;
  const {words} = model;
  stack.base.style.gridRow = rows.base;
  stack.plate.style.gridRow = rows.plate;
  drawBase(stack.base, model.base ?? {}, {width: view.most, ...view, words});
  const plate = model.plate ?? {};
  const parts = [plate.optimizer, plate.loss].filter(Boolean);
  const [, names, wrong] = stack.plate.firstChild.children;
  breakable(names, parts.join(" · "));
  write(wrong, plate.problem?.text ?? plate.problem ?? "");
  wrong.hidden = !plate.problem;
  stack.empty.hidden = model.stack.length > 0;
  write(stack.empty, shop.layout === "narrow" ? words.empty_narrow : words.empty);
  if (model.stack.length) return;
  stack.tower.style.gridTemplateRows = "repeat(3, auto)";
  stack.empty.style.gridRow = model.upward ? 1 : 2;
  stack.base.style.gridRow = model.upward ? 2 : 1;
  stack.plate.style.gridRow = 3;
}

function drawBar(shop, stack) {
  const {model} = shop;
  const {words} = model;
  stack.bar.undo.disabled = !model.can_undo;
  stack.bar.redo.disabled = !model.can_redo;
  set(stack.bar.flip, {"aria-checked": model.upward ? "true" : "false"});
  set(stack.node, {"data-upward": model.upward ? "true" : "false"});
  const wrong = model.stack.filter((brick) => brick.problem).length;
  stack.wrong.hidden = wrong === 0;
  write(stack.wrong.lastChild, fill(words.wrongs, {n: wrong}));
  write(stack.total, fill(words.total, {bricks: model.stack.length, n: grouped(model.total_params)}));
}

/** Choose the first brick that does not fit, and bring what is said of it into sight. */
function showFirst(shop, stack) {
  shop.select(shop.model.stack.findIndex((brick) => brick.problem));
  requestAnimationFrame(() => {
    stack.option(shop.at())?.focus({preventScroll: true});
    stack.notes.firstElementChild?.scrollIntoView({block: "nearest"});
  });
}

function places(stack) {
  if (calm() || stack.first) return new Map();
  return new Map([...stack.list.children].map((node) => [node, node.offsetTop]));
}

/** Bricks glide to where they now stand, and new ones drop in. */
function settle(stack, before) {
  if (calm() || stack.first) return;
  for (const node of stack.list.children) {
    const from = before.get(node);
    const moved = from === undefined ? -14 : from - node.offsetTop;
    if (!moved || Math.abs(moved) > 600) continue;
    node.animate([{transform: `translateY(${moved}px)`}, {transform: "none"}], {duration: SNAP, easing: "ease-out"});
  }
}

/** Scroll the pane, never the page, so that the selected brick is seen; at first, so that the data is. */
function reveal(shop, stack) {
  const {scroll} = stack;
  if (stack.first) scroll.scrollTop = shop.model.upward ? scroll.scrollHeight : 0;
  stack.first = stack.first && !shop.model.stack.length;
  const option = stack.option(shop.at());
  if (!option || stack.shown === shop.at()) return;
  stack.shown = shop.at();
  const top = option.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
  if (top < 24) scroll.scrollTop += top - 24;
  const below = top + option.offsetHeight - scroll.clientHeight;
  if (top >= 24 && below > 0) scroll.scrollTop += below + 8;
}
