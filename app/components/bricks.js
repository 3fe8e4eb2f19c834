// Draws a brick as SVG: a front face seen a little from above, so that its top face and studs show.
import {s} from "./dom.js";
import {body, filmFront} from "./forms.js";

const DEPTH = 11; // of the top face
const FILM = 22; // height of an activation's plate
const MANY = 12; // studs that are drawn one by one
const NAME = 15.5; // font size of a class name
const LETTER = 8.7; // mean width of a letter of a class name
const KNOWN = ["relu", "sigmoid", "softmax", "tanh"];

/** Width of a brick by log2 of its units, between `least` and `most`, and never narrower than its words. */
export function brickWidth(brick, least, most) {
  const units = Math.max(1, brick.width_units || 1);
  const grown = least + (most - least) * Math.min(1, Math.log2(units) / 10);
  return Math.round(Math.min(most, Math.max(grown, wordsWidth(brick))));
}

function wordsWidth(brick) {
  const faces = (brick.face ?? []).reduce((sum, text) => sum + text.length * 8 + 22, 0);
  return brick.class_name.length * LETTER + faces + 58 + margins(brick.form);
}

function margins(form) {
  return {grooved: 26, "double-grooved": 46, holes: 62, frame: 20}[form] ?? 0;
}

/** A brick as an `<svg>` whose box is the front face and the film; studs reach out of it. */
export function drawBrick(brick, {width, next = 0, scale = 1, flipped = false, words = true}) {
  const shape = body(brick, width);
  const film = brick.activation ? FILM : 0;
  const height = shape.height + film;
  const art = s("g", flipped ? {transform: `translate(0 ${height}) scale(1 -1)`} : {});
  const front = s("g", {transform: `translate(0 ${film})`});
  const top = {left: shape.inset, right: width - shape.inset};
  if (film) {
    front.append(...shape.parts);
    const plate = s("g", {class: `plate act-${kindOf(brick.activation)}`});
    plate.append(topFace(top, "film-top"), studs(brick, top, next), ...filmFront(top.left, top.right - top.left, film));
    art.append(front, plate);
  } else {
    front.append(topFace(top, "top"), studs(brick, top, next), ...shape.parts);
    art.append(front);
  }
  const svg = s("svg", {
    class: `brick family-${brick.family} form-${brick.form}`, width: width * scale, height: height * scale,
    viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", focusable: "false",
  }, art);
  if (words) svg.append(lettering(brick, shape, {width, film, flipped, next}));
  return svg;
}

/** A small picture of a kind of brick for the palette. */
export function drawIcon(item) {
  const svg = drawBrick({...item, face: [], studs: 3, activation: null}, {width: 92, words: false});
  svg.setAttribute("viewBox", "-12 -20 116 88");
  svg.setAttribute("width", "58");
  svg.setAttribute("height", "44");
  svg.setAttribute("preserveAspectRatio", "xMidYMid meet");
  return svg;
}

function kindOf(activation) {
  return KNOWN.includes(activation) ? activation : "other";
}

function topFace(top, name) {
  const width = top.right - top.left - 1;
  return s("rect", {class: name, x: top.left + 0.5, y: -DEPTH, width, height: DEPTH + 5, rx: 3.5});
}

/** Room for `×128` left of the studs, or 0 where it is not needed or the next brick (of width `next`) hides it. */
function tagRoom(brick, width, next) {
  const room = `×${brick.studs}`.length * 7.6 + 8;
  return brick.studs > MANY && (width - next) / 2 > room + 8 ? room : 0;
}

function studs(brick, top, next) {
  const group = s("g", {class: "studs"});
  const count = Math.max(0, brick.studs ?? 0);
  const tag = tagRoom(brick, top.right - top.left, next);
  const room = top.right - top.left - 14 - tag;
  const drawn = count > MANY ? Math.max(1, Math.floor(room / 22)) : Math.min(count, MANY);
  const pitch = count > MANY ? room / drawn : Math.min(30, room / Math.max(1, drawn));
  const start = (top.left + top.right + tag) / 2 - (pitch * (drawn - 1)) / 2;
  for (let i = 0; i < drawn; i += 1) group.append(stud(start + i * pitch, -DEPTH / 2, Math.min(8, pitch * 0.38)));
  return group;
}

/** One stud that stands on a top face: a short cylinder. */
export function stud(x, y, radius) {
  const flat = radius * 0.36;
  const side = `M${x - radius} ${y - 6}v6a${radius} ${flat} 0 0 0 ${2 * radius} 0v-6z`;
  return s("g", {class: "stud"}, s("path", {d: side}), s("ellipse", {cx: x, cy: y - 6, rx: radius, ry: flat}));
}

/** As many of the faces, from the first, as fit into the room; at least one. */
function fitting(faces, room) {
  let left = room;
  return faces.filter((text, i) => {
    left -= text.length * 8 + 20;
    return i === 0 || left >= 0;
  });
}

function lettering(brick, shape, {width, film, flipped, next}) {
  const height = shape.height + film;
  const at = (y) => (flipped ? height - y : y);
  const group = s("g", {class: "words"});
  const middle = at(film + shape.middle);
  const needed = brick.class_name.length * LETTER;
  const faces = fitting(brick.face ?? [], width - shape.right - shape.left - shape.reserve - 2 - 0.72 * needed);
  let right = width - shape.right;
  for (const text of [...faces].reverse()) {
    const wide = text.length * 8 + 14;
    group.append(s("rect", {class: "chip", x: right - wide, y: middle - 12, width: wide, height: 24, rx: 5}));
    group.append(s("text", {class: "face", x: right - wide / 2, y: middle + 5, "text-anchor": "middle"}, text));
    right -= wide + 6;
  }
  const room = right - shape.left - shape.reserve - 2;
  const small = Math.min(1, room / needed);
  const size = Math.max(0.72, small) * NAME;
  const fit = small < 0.72 ? {textLength: Math.max(20, room), lengthAdjust: "spacingAndGlyphs"} : {};
  group.append(s("text", {class: "name", x: shape.left, y: middle + 5.5, style: `font-size: ${size.toFixed(1)}px`, ...fit}, brick.class_name));
  if (film) {
    const place = {class: "act-name", x: width - shape.inset - 10, y: at(film / 2) + 4.5, "text-anchor": "end"};
    group.append(s("text", place, brick.activation));
  }
  if (tagRoom(brick, width - 2 * shape.inset, next)) {
    const y = at(-DEPTH / 2) + (flipped ? 9 : 3);
    group.append(s("text", {class: "many", x: shape.inset + 8, y}, `×${brick.studs}`));
  }
  return group;
}
