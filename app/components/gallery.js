// Samples as a gallery of cards, with or without predictions, or as a table; cards may be picked.
import {fill, fresh, h, patch, set, write} from "./dom.js";
import {inkOf, watchLook} from "./look.js";
import {createCard, fillCard, spoken} from "./samples.js";
import {createTable} from "./tables.js";

const PAGE = innerWidth < 640 ? 12 : 24; // cards shown at first, and more at each press

export function render({model}) {
  const state = {filter: "all", shown: PAGE, picked: null};
  const table = createTable(model);
  const filter = createFilter(model, (name) => {
    Object.assign(state, {filter: name, shown: PAGE});
    draw();
  });
  const list = h("ul", {class: "cards", role: "list"});
  const empty = h("p", {class: "empty"});
  const note = h("p", {class: "note", hidden: true});
  const picks = h("p", {class: "picks", "aria-live": "polite"});
  const more = h("button", {type: "button", class: "tool more-cards", onclick: () => {
    state.shown += PAGE;
    draw();
  }});
  const root = h("div", {class: "kit sample-gallery", role: "group"}, note, filter.node, picks, list, empty, more, table.node);
  const draw = () => {
    const asTable = model.mode === "table";
    const bare = !model.items.some((item) => item.predicted !== null && item.predicted !== undefined);
    set(root, {"aria-label": model.label || model.words.gallery, "data-bare": bare ? "true" : null});
    const items = asTable ? [] : numbered(model).filter(({item}) => fits(item, state.filter));
    table.update(asTable);
    filter.update(!asTable && model.items.some((item) => item.right === true || item.right === false));
    write(note, model.note);
    note.hidden = !model.note;
    write(picks, model.selectable ? fill(model.words.picked, {n: chosen(model, state).length}) : "");
    picks.hidden = !model.selectable || asTable;
    drawCards(list, items.slice(0, state.shown), model, state, draw);
    drawRest(more, empty, items.length, model, state, asTable);
  };
  watchLook(model, draw);
  model.on("selected", () => {
    state.picked = null;
    draw();
  });
  model.on(["items", "classes", "mode", "selectable", "header", "rows", "label", "note", "empty"], draw);
  requestAnimationFrame(draw); // the ink of the theme is known once the component stands on the page
  model.on("after_render", draw);
  draw();
  return root;
}

/** Items with the number of their sample, which is their place where they name none. */
function numbered(model) {
  return model.items.map((item, index) => ({item, number: item.number ?? index}));
}

function fits(item, filter) {
  return filter === "all" || item.right === (filter === "right");
}

function chosen(model, state) {
  return state.picked ?? model.selected;
}

/** All, right or wrong: radios with how many there are of each. */
function createFilter(model, change) {
  const {words} = model;
  const group = fresh("filter");
  const made = ["all", "right", "wrong"].map((name) => {
    const input = h("input", {type: "radio", name: group, value: name, checked: name === "all", onchange: () => change(name)});
    const text = h("span", {});
    return {name, text, node: h("label", {class: "segment"}, input, text)};
  });
  const node = h("div", {class: "segments", role: "radiogroup", "aria-label": words.filter}, made.map((one) => one.node));
  const update = (useful) => {
    node.hidden = !useful;
    for (const {name, text} of made) {
      write(text, `${words[`filter_${name}`]} ${model.items.filter((item) => fits(item, name)).length}`);
    }
  };
  return {node, update};
}

function drawCards(list, items, model, state, draw) {
  list.hidden = items.length === 0;
  const {selectable} = model;
  const ink = inkOf(list);
  const make = ({number}) => {
    const card = createCard();
    const toggle = () => pick(number, model, state, draw);
    const body = selectable ? h("button", {type: "button", class: "pickable", onclick: toggle}, card) : h("div", {class: "plain", role: "group"}, card);
    const node = h("li", {}, body);
    node.kbCard = card;
    return node;
  };
  patch(list, items, ({number}) => `${number} ${selectable}`, make, (node, {item, number}) => {
    const pressed = chosen(model, state).includes(number);
    set(node.firstChild, {"aria-label": spoken(item, number + 1, model), "aria-pressed": selectable ? String(pressed) : null});
    fillCard(node.kbCard, item, model, ink);
  });
}

/** Picked or no longer picked; shown at once, and the server is told. */
function pick(number, model, state, draw) {
  const now = chosen(model, state);
  state.picked = now.includes(number) ? now.filter((one) => one !== number) : [...now, number];
  model.send_msg({op: "select", selected: state.picked});
  draw();
}

function drawRest(more, empty, count, model, state, asTable) {
  const {words} = model;
  more.hidden = count <= state.shown;
  write(more, fill(words.more, {n: Math.min(PAGE, count - state.shown), all: count}));
  const nothing = asTable || state.filter === "all" ? model.empty ?? (asTable ? "" : words.empty) : words[`no_${state.filter}`];
  write(empty, nothing);
  empty.hidden = !nothing || (asTable ? model.header.length : count) > 0;
}
