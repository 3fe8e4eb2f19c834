// A table of rows in its own scrolling box, which the keyboard can reach.
import {h, patch, set, write} from "./dom.js";

/** `{node, update(shown)}` for the header and rows of a model. */
export function createTable(model) {
  const head = h("tr");
  const body = h("tbody");
  const node = h("div", {class: "scroll", role: "group", tabindex: "0", hidden: true}, h("table", {}, h("thead", {}, head), body));
  const update = (shown) => {
    node.hidden = !shown;
    if (!shown) return;
    const {header, rows} = model;
    set(node, {"aria-label": model.label || model.words.table});
    const numeric = header.map((_, column) => rows.every((row) => typeof row[column] === "number" || row[column] === null));
    cells(head, header, "th", numeric, {scope: "col"});
    patch(body, rows, (_, index) => index, () => h("tr"), (row, values) => cells(row, values.map(shorten), "td", numeric, {}));
  };
  return {node, update};
}

function cells(row, values, tag, numeric, props) {
  patch(row, values, (_, index) => index, () => h(tag, props), (cell, value, index) => {
    write(cell, String(value ?? "–"));
    set(cell, {class: numeric[index] ? "number" : null});
  });
}

function shorten(value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
