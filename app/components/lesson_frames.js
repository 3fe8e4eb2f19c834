// What the cards of a lesson have in common: a frame with a sign and a caption, and a line that says how it stands.
import {fresh, h, patch, set, write} from "./dom.js";
import {sign} from "./icons.js";
import {rich} from "./rich.js";

const MARKS = {correct: "right", not_yet: "dot", not_attempted: "dot"};

/** `{node, body, id}`: a group that is called by its caption. */
export function createFrame(kind, caption, icon) {
  const id = fresh("part");
  const body = h("div", {class: "part-body"});
  const head = h("p", {class: "eyebrow", id}, sign(icon), h("span", {}, caption));
  return {id, body, node: h("div", {class: `part is-${kind}`, role: "group", "aria-labelledby": id}, head, body)};
}

/** A question as the legend of the group of its answers. */
export function createGroup(question, ...children) {
  const legend = h("legend", {class: "question"});
  rich(legend, question);
  return h("fieldset", {}, legend, ...children);
}

/** `{node, update({state, missing, html})}`: read aloud when it changes; a sign, a colour and words for every state. */
export function createStanding(words) {
  const mark = h("span", {class: "mark", "aria-hidden": "true"});
  const state = h("strong");
  const missing = h("ul", {class: "missing", role: "list"});
  const text = h("div", {class: "reply"});
  const node = h("div", {class: "standing", role: "status"}, h("p", {class: "state"}, mark, state), missing, text);
  const update = (now) => {
    const known = now.state && !(now.quiet && now.state === "not_attempted") ? now.state : "";
    set(node, {"data-state": known || null});
    write(state, known ? words[known] : "");
    if (known) mark.replaceChildren(sign(MARKS[known]));
    patch(missing, known === "not_yet" ? now.missing ?? [] : [], (one) => one, (one) => h("li", {}, one));
    rich(text, now.html ?? "");
    state.parentNode.hidden = !known;
    missing.hidden = !missing.firstChild;
    text.hidden = !now.html;
  };
  return {node, update};
}

/** What is said to an answer: the reply to it and, once it is right, the explanation. */
export function said({state, reply, explanation}) {
  return [reply, state === "correct" ? explanation : ""].filter(Boolean).join(" ");
}

/** The button that hands an answer in. */
export function submit(words, go) {
  return h("button", {type: "button", class: "primary submit", onclick: go}, words.submit);
}
