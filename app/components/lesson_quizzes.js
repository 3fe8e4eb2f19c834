// Quizzes that are answered by typing, by matching pairs, or by picking samples in a gallery.
import {MAX_INPUT, fill, fresh, h, set, write} from "./dom.js";
import {createFrame, createGroup, createStanding, said, submit} from "./lesson_frames.js";
import {rich} from "./rich.js";

const LONG = 20; // letters from which an answer gets several lines

/** A number with its unit, or words. */
export function createTyped(part, {words, send}) {
  const numeric = part.kind === "number";
  const frame = createFrame("quiz", words.quiz, "pencil");
  const standing = createStanding(words);
  const id = fresh("answer");
  const question = h("p", {class: "question", id: `${id}-question`});
  const tag = !numeric && (part.shortest ?? 1) >= LONG ? "textarea" : "input";
  const input = h(tag, {id, class: "input", maxlength: MAX_INPUT, autocomplete: "off", spellcheck: "false", "aria-labelledby": `${id}-question`,
    type: tag === "input" ? "text" : null, rows: tag === "textarea" ? 3 : null, inputmode: numeric ? "decimal" : null});
  const hand = () => {
    const text = input.value.trim();
    if (text) send("answer", part.id, numeric && text !== "" && Number.isFinite(Number(text.replaceAll(",", ""))) ? Number(text.replaceAll(",", "")) : text);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && tag === "input" && !event.ctrlKey) hand();
  });
  rich(question, part.question);
  frame.body.append(question, h("div", {class: "answering"}, input, part.unit ? h("span", {class: "unit"}, part.unit) : [], submit(words, hand)), standing.node);
  let answer = null;
  const update = (now) => {
    const text = String(now.answer ?? "");
    if (text !== answer && text) input.value = text;
    answer = text;
    set(input, {"aria-invalid": now.state === "not_yet" ? "true" : null});
    standing.update({...now, quiet: true, html: said(now)});
  };
  return {node: frame.node, update};
}

/** Pairs: a combobox with the right sides at every left side. */
export function createMatching(part, {words, send}) {
  const frame = createFrame("quiz", words.quiz, "pencil");
  const standing = createStanding(words);
  const rights = part.right.map((one) => plain(one.html));
  const selects = part.left.map((one) => {
    const id = fresh("match");
    const options = part.order.map((index) => h("option", {value: index}, rights[index]));
    const select = h("select", {class: "input", id}, h("option", {value: ""}, words.choose), options);
    return {select, node: h("div", {class: "pair"}, rich(h("label", {for: id}), one.html), select)};
  });
  const hand = submit(words, () => {
    const values = selects.map(({select}) => select.value);
    if (values.every((value) => value !== "")) send("answer", part.id, values.map(Number));
  });
  frame.body.append(createGroup(part.question, selects.map((one) => one.node)), hand, standing.node);
  let answer = null;
  const update = (now) => {
    const key = JSON.stringify(now.answer ?? null);
    if (key !== answer && now.answer) selects.forEach(({select}, index) => { select.value = String(now.answer[index]); });
    answer = key;
    standing.update({...now, quiet: true, html: said(now)});
  };
  return {node: frame.node, update};
}

/** Samples are picked in a gallery elsewhere on the page; this card says how many there are so far. */
export function createFinding(part, {words}) {
  const frame = createFrame("quiz", words.quiz, "pencil");
  const standing = createStanding(words);
  const question = rich(h("p", {class: "question"}), part.question);
  const count = h("p", {class: "note", role: "status"});
  frame.body.append(question, count, standing.node);
  const update = (now) => {
    write(count, fill(words.picked, {n: (now.answer ?? []).length}));
    standing.update({...now, quiet: true, html: said(now)});
  };
  return {node: frame.node, update};
}

function plain(html) {
  return rich(h("span"), html).textContent;
}
