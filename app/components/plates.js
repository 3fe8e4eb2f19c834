// The plate of the data set that a model stands on: one row of studs, a plate of studs, or a row of ribs.
import {stud} from "./bricks.js";
import {fill, h, s, set, write} from "./dom.js";

const HEIGHT = 40; // of the front
const REACH = {vector: 13, image: 34, sequence: 20}; // depth of the top face

/** Draw the plate into `node`, which keeps its place in the tower. */
export function drawBase(node, base, {width, scale, flipped, words}) {
  const sign = JSON.stringify([base, width, scale, flipped]);
  if (node.kbSign === sign) return;
  node.kbSign = sign;
  const kind = base.kind in REACH ? base.kind : "vector";
  const wide = width + 28;
  const svg = s("svg", {
    class: `brick base-plate family-data kind-${kind}`, width: wide * scale, height: HEIGHT * scale,
    viewBox: `0 0 ${wide} ${HEIGHT}`, "aria-hidden": "true", focusable: "false",
  }, art(kind, wide, flipped));
  svg.append(s("text", {class: "name", x: 20, y: HEIGHT / 2 + (flipped ? 8 : 2)}, fit(base.title ?? "", wide - 40)));
  const text = fill(words.data_plate, {title: base.title ?? "", shape: base.shape ?? "", count: base.count ?? ""});
  set(node, {role: "img", "aria-label": text, "data-kind": kind});
  const label = h("span", {class: "label"}, h("code"), h("small"));
  write(label.firstChild, base.shape ?? "");
  write(label.lastChild, base.count ?? "");
  node.parentNode.style.setProperty("--reach", `${(REACH[kind] + 16) * scale}px`);
  node.replaceChildren(h("span", {class: "art"}, svg), label);
}

function fit(text, room) {
  const most = Math.max(6, Math.floor(room / 11));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function art(kind, width, flipped) {
  const group = s("g", flipped ? {transform: `translate(0 ${HEIGHT}) scale(1 -1)`} : {});
  const reach = REACH[kind];
  group.append(s("rect", {class: "top", x: 0.5, y: -reach, width: width - 1, height: reach + 6, rx: 4}));
  group.append(...{vector: row, image: field, sequence: bars}[kind](width, reach));
  group.append(
    s("rect", {class: "front", x: 0, y: 0, width, height: HEIGHT, rx: 4}),
    s("path", {class: "tick", d: comb(width)}),
    s("path", {class: "gleam", d: `M6 2.5H${width - 6}`}),
    s("rect", {class: "edge", x: 0.5, y: 0.5, width: width - 1, height: HEIGHT - 1, rx: 4}),
  );
  return group;
}

function comb(width) {
  const marks = [];
  for (let x = 12; x < width - 8; x += 9) marks.push(`M${x} ${HEIGHT - 10}v10`);
  return marks.join("");
}

function row(width, reach, y = -reach / 2, radius = 7.5) {
  const count = Math.floor((width - 20) / 25);
  const pitch = (width - 20) / count;
  return Array.from({length: count}, (_, i) => stud(10 + pitch * (i + 0.5), y, radius));
}

function field(width, reach) {
  return [0.84, 0.5, 0.16].flatMap((part, i) => row(width, reach, -reach * part, 6.6 + i * 0.6));
}

function bars(width, reach) {
  const count = Math.floor((width - 20) / 17);
  const pitch = (width - 20) / count;
  return Array.from({length: count}, (_, i) => s("rect", {
    class: "rib", x: 10 + pitch * (i + 0.5) - 4, y: -reach - 2, width: 8, height: reach, rx: 3,
  }));
}
