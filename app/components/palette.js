// The palette: every layer by group, found by typing, added by Enter, double-click, plus or drag.
import {drawIcon} from "./bricks.js";
import {MAX_INPUT, breakable, button, fill, fresh, h, icon, patch, set, write} from "./dom.js";

/** {node, update()} of the palette. */
export function createPalette(shop) {
  const {words} = shop.model;
  const state = {query: "", active: null, open: false};
  const naming = {placeholder: words.filter_hint, "aria-label": words.filter};
  const parts = {
    filter: h("input", {type: "search", class: "input", maxlength: MAX_INPUT, autocomplete: "off", ...naming}),
    list: h("div", {role: "listbox", "aria-label": words.palette, class: "bricks"}),
    none: h("p", {class: "no-match", hidden: true}),
    about: h("p", {class: "about"}),
    add: button("primary", () => state.active && shop.add(state.active)),
    bin: h("div", {class: "bin", "aria-hidden": "true"}, icon("bin"), words.bin),
  };
  const sheet = fresh("sheet");
  const toggle = h("button", {type: "button", class: "sheet-toggle", "aria-controls": sheet}, icon("plus"), h("span"));
  const inner = h("div", {class: "sheet", id: sheet},
    h("div", {class: "finder"}, icon("search"), parts.filter), parts.list, parts.none,
    h("div", {class: "chosen"}, parts.about, parts.add));
  const node = h("section", {class: "palette", "aria-label": words.palette}, toggle, inner, parts.bin);
  const palette = {node, state, parts, toggle, update: () => update(shop, palette)};
  toggle.addEventListener("click", () => {
    state.open = !state.open;
    palette.update();
  });
  listen(shop, palette);
  return palette;
}

function listen(shop, palette) {
  const {state, parts} = palette;
  const search = (event) => {
    if (event.isComposing) return;
    state.query = parts.filter.value.trim().toLowerCase();
    palette.update();
  };
  parts.filter.addEventListener("input", search);
  parts.filter.addEventListener("compositionend", search);
  parts.filter.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const [first] = options(parts.list);
    if (event.key === "ArrowDown") go(event, first);
    if (event.key === "Enter" && state.query && first) add(shop, palette, event, first);
  });
  parts.list.addEventListener("keydown", (event) => walk(shop, palette, event));
  parts.list.addEventListener("focusin", (event) => activate(palette, event.target));
  parts.list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    option.focus();
    if (event.target.closest(".plus")) shop.add(option.dataset.brick);
  });
  parts.list.addEventListener("dblclick", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && !event.target.closest(".plus")) shop.add(option.dataset.brick);
  });
}

function options(list) {
  return [...list.querySelectorAll("[role=option]")];
}

function go(event, option) {
  event.preventDefault();
  option?.focus();
}

function add(shop, palette, event, option) {
  event.preventDefault();
  activate(palette, option);
  shop.add(option.dataset.brick);
}

function walk(shop, palette, event) {
  const all = options(palette.parts.list);
  const here = all.indexOf(event.target);
  if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const last = all.length - 1;
  const ways = {ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: last, PageDown: here + 6, PageUp: here - 6};
  if (event.key in ways) go(event, all[Math.max(0, Math.min(last, ways[event.key]))]);
  if (event.key === "Enter" || event.key === " ") add(shop, palette, event, all[here]);
  if (event.key.length === 1 && /[a-z]/i.test(event.key)) {
    const rest = [...all.slice(here + 1), ...all.slice(0, here + 1)];
    const next = rest.find((one) => one.dataset.brick.toLowerCase().startsWith(event.key.toLowerCase()));
    if (next) go(event, next);
  }
}

/** The one option that Tab reaches and whose summary stands below. */
function activate(palette, option) {
  if (!option.dataset?.brick || palette.state.active === option.dataset.brick) return;
  palette.state.active = option.dataset.brick;
  palette.update();
}

function shown(shop, query) {
  const fits = (group) => (item) => `${item.class_name}\n${item.summary}\n${group.title}`.toLowerCase().includes(query);
  const groups = shop.model.catalog.map((group) => ({...group, items: group.items.filter(fits(group))}));
  return groups.filter((group) => group.items.length);
}

function update(shop, palette) {
  const {state, parts} = palette;
  const {words} = shop.model;
  const groups = shown(shop, state.query);
  const items = groups.flatMap((group) => group.items);
  if (!items.some((item) => item.class_name === state.active)) state.active = items[0]?.class_name ?? null;
  patch(parts.list, groups, (group) => group.group, makeGroup, (node, group) => updateGroup(node, group, state.active));
  parts.none.hidden = items.length > 0;
  write(parts.none, items.length ? "" : fill(words.no_match, {query: state.query}));
  const active = items.find((item) => item.class_name === state.active);
  write(parts.about, active?.summary ?? "");
  write(parts.add, active ? fill(words.add, active) : "");
  parts.add.hidden = !active;
  const open = shop.layout !== "narrow" || state.open;
  set(palette.node, {"data-open": open ? "true" : "false"});
  set(palette.toggle, {"aria-expanded": open ? "true" : "false"});
  write(palette.toggle.lastChild, open ? words.close_palette : words.open_palette);
}

function makeGroup(group) {
  const id = fresh("group");
  const title = h("div", {class: "group-title", id, role: "presentation"}, group.title);
  const items = h("div", {class: "group-items", role: "presentation"});
  const node = h("div", {role: "group", class: "group", "aria-labelledby": id}, title, items);
  return Object.assign(node, {kbItems: items});
}

function updateGroup(node, group, active) {
  patch(node.kbItems, group.items, (item) => item.class_name, makeItem, (option, item) => {
    const on = item.class_name === active;
    set(option, {"aria-selected": on ? "true" : "false", tabindex: on ? 0 : -1});
  });
}

function makeItem(item) {
  const name = breakable(h("span", {class: "item-name"}), item.class_name, /(?<=[a-z])(?=[A-Z])/);
  const label = item.summary ? `${item.class_name}, ${item.summary}` : item.class_name;
  return h("div", {role: "option", class: "item", "aria-label": label, "data-brick": item.class_name},
    drawIcon(item),
    h("span", {class: "item-text"}, name, h("span", {class: "item-about"}, item.summary ?? "")),
    h("span", {class: "plus", "aria-hidden": "true"}, icon("plus")));
}
