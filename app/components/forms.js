// The forms of bricks: for each, the parts of its front face and where words may stand on it.
import {s} from "./dom.js";

const STRIPE = 11;
const TALL = 50;

const FORMS = {
  brick: (w) => ({parts: block(w, TALL), height: TALL}),
  grooved: (w) => ({parts: [...block(w, TALL), ...groove(w - 30, TALL)], height: TALL, right: 40}),
  "double-grooved": (w) => ({
    parts: [...block(w, TALL), ...groove(20, TALL), ...groove(w - 30, TALL)], height: TALL, left: 42, right: 40,
  }),
  slope: (w) => slope(w, w * 0.11, 22, 34),
  "slope-one": (w) => slope(w, w / 2 - 17, 34, 32),
  "slope-row": (w) => unrolled(w),
  holes: (w, brick) => ({parts: [...block(w, TALL), ...holes(w, brick)], height: TALL, reserve: 7 + 21 * holeCount(w)}),
  ruled: (w) => ({parts: [...block(w, 36), ruler(w)], height: 36, middle: 20}),
  widen: (w) => widen(w),
  tube: (w, brick) => ({parts: [...tube(w), ...(brick.config?.stateful ? [hose(w)] : [])], height: TALL, middle: 24}),
  frame: (w, brick) => frame(w, brick.inside ?? brick),
  film: (w, brick) => film(w, brick),
  ribs: (w) => ({parts: [...block(w, 34), ribs(w, 34)], height: 34}),
};

/** `{parts, height, inset, middle, left, right}` of a brick of this width; inset is how far its top draws in. */
export function body(brick, width) {
  const made = (FORMS[brick.form] ?? FORMS.brick)(width, brick);
  return {inset: 0, middle: made.height / 2, left: 24, right: 14, reserve: 0, ...made};
}

function rect(name, x, y, width, height, rx = 0) {
  return s("rect", {class: name, x, y, width: Math.max(0, width), height, rx});
}

function path(name, d) {
  return s("path", {class: name, d});
}

/** The plain front: face, family stripe, shade at the foot, edge. */
function block(w, h, y = 0) {
  return [
    rect("front", 0, y, w, h, 4),
    path("stripe", `M4 ${y}H${STRIPE}V${y + h}H4a4 4 0 0 1 -4 -4V${y + 4}a4 4 0 0 1 4 -4z`),
    path("foot", `M0 ${y + h - 6}H${w}V${y + h - 4}a4 4 0 0 1 -4 4H4a4 4 0 0 1 -4 -4z`),
    path("gleam", `M${STRIPE + 5} ${y + 2.5}H${w - 5}`),
    rect("edge", 0.5, y + 0.5, w - 1, h - 1, 4),
  ];
}

function groove(x, h) {
  return [
    rect("groove", x, 0, 11, h),
    rect("groove-dark", x, 0, 3, h),
    rect("groove-light", x + 11, 0, 1.5, h),
    rect("groove", x, -11, 11, 11),
  ];
}

function slope(w, draw, high, low) {
  const inset = Math.max(0, Math.min(draw, w / 2 - 17));
  const h = high + low;
  const face = `M${inset} 0H${w - inset}L${w} ${high}H0z`;
  const stripe = `M${inset} 0H${inset + STRIPE}L${STRIPE} ${high}H0z`;
  const parts = [...block(w, low, high), path("slant", face), path("stripe dim", stripe), path("edge", face)];
  return {parts, height: h, inset, middle: high + low / 2};
}

/** A deep plate that leans back into one row: strata run along the slope, ribs along the foot. */
function unrolled(w) {
  const made = slope(w, 12, 24, 32);
  const strata = [0.36, 0.68].map((t) => {
    const x = made.inset * (1 - t);
    return `M${x + STRIPE + 5} ${24 * t}H${w - x - 5}`;
  });
  const nubs = [];
  for (let x = STRIPE + 9; x < w - 6; x += 12) nubs.push(`M${x} ${56 - 6}v6`);
  return {...made, parts: [...made.parts, path("strata", strata.join("")), path("tick", nubs.join(""))]};
}

function widen(w) {
  const inset = w * 0.13;
  const low = `M0 32H${w}L${w - inset} 56H${inset}z`;
  const stripe = `M0 32H${STRIPE}L${inset + STRIPE} 56H${inset}z`;
  const parts = [path("slant below", low), path("stripe dim", stripe), path("edge", low), ...block(w, 33)];
  return {parts, height: 56, middle: 16};
}

/** Three holes, or two where there is little room for words beside them. */
function holeCount(w) {
  return w > 120 && w < 212 ? 2 : 3;
}

/** Round holes, left of what is written on the face. */
function holes(w, brick) {
  const written = (brick.face ?? []).reduce((sum, text) => sum + text.length * 8 + 20, 0);
  return Array.from({length: holeCount(w)}).flatMap((_, i) => {
    const x = w - 24 - written - 21 * i;
    return [
      s("circle", {class: "hole-rim", cx: x, cy: TALL / 2, r: 8.6}),
      s("circle", {class: "hole", cx: x, cy: TALL / 2, r: 6.8}),
      path("hole-light", `M${x - 5.4} 28a6.4 6.4 0 0 0 10.8 0`),
    ];
  });
}

/** Marks like those of a ruler along the upper edge. */
function ruler(w) {
  const marks = [];
  for (let x = STRIPE + 9, i = 0; x < w - 5; x += 9, i += 1) marks.push(`M${x} 1v${i % 5 === 0 ? 8 : 4.5}`);
  return path("tick", marks.join(""));
}

function ribs(w, h) {
  const marks = [];
  for (let x = STRIPE + 7; x < w - 3; x += 8) marks.push(`M${x} ${h - 9}v9`);
  return path("tick", marks.join(""));
}

function tube(w) {
  const end = (x, way) => [
    path("tube", `M${x} 14h${way * 11}a3.5 10 0 0 ${way > 0 ? 1 : 0} 0 20h${-way * 11}z`),
    s("ellipse", {class: "tube-mouth", cx: x + way * 11, cy: 24, rx: 3.5, ry: 10}),
  ];
  return [...end(0, -1), ...end(w, 1), ...block(w, TALL), ...band(w, 14)];
}

/** The tube where it runs through the brick. */
function band(w, y) {
  return [rect("band", STRIPE, y, w - STRIPE, 20), path("band-line", `M${STRIPE} ${y}H${w}M${STRIPE} ${y + 20}H${w}`)];
}

/** From the last step back to the first. */
function hose(w) {
  const d = `M${w + 12} 24c14 0 14 19 -2 19H-10c-16 0 -16 -19 -2 -19`;
  return s("g", {}, path("hose-edge", d), path("hose", d));
}

/** Around the brick that it wraps, which keeps its family's stripe and the mark of its form. */
function frame(w, inside) {
  const [room, high] = [w - 18, 42];
  const marks = {tube: () => band(room, 11), grooved: () => groove(room - 17, high), "double-grooved": () => groove(room - 17, high)};
  const parts = [...block(room, high), ...(marks[inside.form]?.() ?? [])];
  const inner = s("g", {class: `family-${inside.family}`, transform: "translate(9 9)"}, ...parts);
  const around = [rect("frame", 0, 0, w, 60, 6), rect("frame-hole", 8, 8, w - 16, 44, 4)];
  return {parts: [...around, inner, rect("edge", 0.5, 0.5, w - 1, 59, 6)], height: 60, middle: 30, left: 34, right: 24};
}

function film(w, brick) {
  const named = brick.activation ?? brick.face?.[0] ?? brick.class_name.toLowerCase();
  const known = ["relu", "sigmoid", "softmax", "tanh"].find((name) => named === name) ?? "other";
  return {parts: [s("g", {class: `plate act-${known}`}, ...filmFront(0, w, 34))], height: 34, left: 16};
}

/** The front of a translucent plate: what it stands on glimmers through. */
export function filmFront(x, w, h) {
  const through = [];
  for (let at = x + 14; at < x + w - 14; at += 22) through.push(`M${at} ${h}v-5q0 -2 2 -2h10q2 0 2 2v5z`);
  return [
    rect("film-back", x, 0, w, h, 3), path("through", through.join("")), rect("film", x, 0, w, h, 3),
    path("gleam", `M${x + 6} 3H${x + w - 6}`),
  ];
}
