// One card of the gallery: a sample's picture or values, its label, what was predicted, and how surely.
import {fill, h, patch, set, write} from "./dom.js";
import {sign} from "./icons.js";
import {drawPicture} from "./pictures.js";

const BARS = 3; // classes shown with their probability
const VALUES = 6; // columns of a table's sample shown on its card

/** The name of a class, or the number itself where the classes have no names. */
export function nameOf(classes, value) {
  if (value === null || value === undefined) return "–";
  const named = Number.isInteger(value) ? classes[value] : undefined;
  return String(named ?? (typeof value === "number" ? readable(value) : value));
}

/** A number as people read it: four significant digits, seven of a large one, whose thousands are separated. */
function readable(value) {
  const size = Math.abs(value);
  if (size < 1e4 || size >= 1e15) return String(Number(value.toPrecision(Number.isInteger(value) ? 15 : 4)));
  return value.toLocaleString("ko-KR", {maximumSignificantDigits: Number.isInteger(value) ? 15 : 7});
}

/** What a screen reader hears of a card. */
export function spoken(item, number, model) {
  const {words, classes} = model;
  const label = nameOf(classes, item.label);
  if (item.predicted === null || item.predicted === undefined) return fill(words.card_preview, {n: number, label});
  const told = {n: number, label, predicted: nameOf(classes, item.predicted)};
  const verdict = item.right === null || item.right === undefined ? "" : `, ${item.right ? words.right : words.wrong}`;
  return fill(words.card, told) + verdict;
}

/** The body of a card, filled by `fillCard`. */
export function createCard() {
  const part = {
    verdict: h("p", {class: "verdict"}), canvas: h("canvas", {class: "picture", "aria-hidden": "true"}),
    text: h("p", {class: "text"}), values: h("dl", {class: "values"}), label: h("p", {class: "label"}), bars: h("ul", {class: "bars", role: "list"}),
  };
  const node = h("div", {class: "card"}, part.verdict, part.canvas, part.text, part.values, part.label, part.bars);
  node.kbPart = part;
  return node;
}

/** ink: what pictures are drawn with, or null while it is not known. */
export function fillCard(node, item, model, ink) {
  const {words, classes} = model;
  const part = node.kbPart;
  const predicted = item.predicted !== null && item.predicted !== undefined;
  const judged = predicted && item.right !== null && item.right !== undefined;
  set(node, {"data-right": judged ? String(Boolean(item.right)) : null});
  part.verdict.hidden = !judged;
  if (judged && part.verdict.dataset.right !== String(item.right)) {
    part.verdict.replaceChildren(sign(item.right ? "right" : "wrong"), h("span", {}, item.right ? words.right : words.wrong));
    part.verdict.dataset.right = String(item.right);
  }
  part.canvas.hidden = !item.image;
  if (item.image && ink) drawPicture(part.canvas, item.image, ink);
  part.text.hidden = !item.text;
  write(part.text, item.text ?? "");
  fillValues(part.values, item.image ? [] : item.values ?? []);
  const label = nameOf(classes, item.label);
  fillLabel(part.label, [fill(words.answer, {label}), predicted ? fill(words.guess, {predicted: nameOf(classes, item.predicted)}) : ""]);
  part.label.hidden = item.label === null && !predicted;
  fillBars(part.bars, item, classes);
}

/** What was right and what was predicted: side by side where there is room, and never broken within. */
function fillLabel(node, texts) {
  patch(node, texts.filter(Boolean), (_, index) => index, () => h("span", {}), write);
}

function fillValues(list, values) {
  list.hidden = values.length === 0;
  const make = () => h("div", {}, h("dt"), h("dd"));
  patch(list, values.slice(0, VALUES), (one) => one.name, make, (node, {name, value}) => {
    write(node.firstChild, name);
    write(node.lastChild, typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value ?? "–"));
  });
}

/** The likeliest classes, and the right one if it is not among them. */
function fillBars(list, item, classes) {
  const chances = item.probabilities ?? [];
  const best = chances.map((chance, index) => ({chance, index})).sort((a, b) => b.chance - a.chance);
  const top = best.slice(0, BARS);
  const answer = best.find((one) => one.index === item.label);
  if (answer && !top.includes(answer)) top[top.length - 1] = answer;
  list.hidden = top.length === 0;
  const make = () => h("li", {class: "chance"}, h("span", {class: "class"}), h("span", {class: "rail"}, h("span", {class: "length"})), h("span", {class: "percent"}));
  patch(list, top, (one) => one.index, make, (node, {chance, index}) => {
    const [name, rail, percent] = node.children;
    set(node, {"data-answer": index === item.label ? "true" : null, "data-guess": index === item.predicted ? "true" : null});
    write(name, nameOf(classes, index));
    rail.firstChild.style.width = `${Math.max(0, Math.min(1, chance)) * 100}%`;
    write(percent, `${Math.round(chance * 100)}%`);
  });
}
