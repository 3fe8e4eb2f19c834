// Questions with options to choose from: a prediction before a run, and a quiz with one or several right answers.
import {fresh, h, set, write} from "./dom.js";
import {createFrame, createGroup, createStanding, said, submit} from "./lesson_frames.js";
import {rich} from "./rich.js";

/** Asked before a run; once confirmed it stays, and the reply to what was chosen comes after the run. */
export function createPrediction(part, {words, send}) {
  const frame = createFrame("prediction", words.prediction, "bulb");
  const options = createOptions(part.options, false, () => set(confirm, {"aria-disabled": null}));
  const confirm = h("button", {type: "button", class: "primary submit", "aria-disabled": "true", onclick: () => {
    if (options.chosen().length && !options.locked()) send("answer", part.id, options.chosen()[0]);
  }}, words.confirm);
  const note = h("p", {class: "note", role: "status"});
  const reply = h("div", {class: "reply", role: "status"});
  frame.body.append(createGroup(part.question, options.nodes), confirm, note, reply);
  const update = (now) => {
    const answered = now.answer !== null && now.answer !== undefined;
    if (answered) options.choose([now.answer]);
    options.lock(answered);
    confirm.hidden = answered;
    write(note, answered && !now.reply ? words.confirmed : "");
    note.hidden = !note.textContent;
    rich(reply, now.reply ?? "");
    reply.hidden = !now.reply;
  };
  return {node: frame.node, update};
}

/** A quiz of options; what was chosen may be changed until it is right. */
export function createChoice(part, {words, send}) {
  const frame = createFrame("quiz", words.quiz, "pencil");
  const standing = createStanding(words);
  const options = createOptions(part.options, part.several, () => {});
  const hand = submit(words, () => {
    const chosen = options.chosen();
    if (chosen.length) send("answer", part.id, part.several ? chosen : chosen[0]);
  });
  const about = part.several ? h("p", {class: "note"}, words.several) : null;
  frame.body.append(createGroup(part.question, about, options.nodes), hand, standing.node);
  let answer;
  const update = (now) => {
    const key = JSON.stringify(now.answer ?? null);
    if (key !== answer && now.answer !== null && now.answer !== undefined) options.choose([now.answer].flat());
    answer = key;
    standing.update({...now, quiet: true, html: said(now)});
  };
  return {node: frame.node, update};
}

/** Native radios or checkboxes in a row of labels. */
function createOptions(options, several, changed) {
  const name = fresh("options");
  const inputs = options.map((_, index) => h("input", {type: several ? "checkbox" : "radio", name, value: index, onchange: changed}));
  const nodes = options.map((one, index) => h("label", {class: "choice"}, inputs[index], rich(h("span"), one.html)));
  return {
    nodes: h("div", {class: "choices"}, nodes),
    chosen: () => inputs.flatMap((input, index) => (input.checked ? [index] : [])),
    choose: (wanted) => inputs.forEach((input, index) => { input.checked = wanted.includes(index); }),
    lock: (locked) => inputs.forEach((input) => { input.disabled = locked && !input.checked; }),
    locked: () => inputs.some((input) => input.disabled),
  };
}
