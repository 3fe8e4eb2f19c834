// Goals with their checks, hints that open one by one, and the solution behind a question.
import {fill, h, patch, set, write} from "./dom.js";
import {createFrame, createStanding} from "./lesson_frames.js";
import {sign} from "./icons.js";
import {coloured} from "./python.js";
import {rich} from "./rich.js";

/** A goal, a button that looks whether it is reached, and what is still missing. */
export function createCheck(part, {words, send}) {
  const frame = createFrame("check", words.check, "flag");
  const standing = createStanding(words);
  const goal = h("p", {class: "question"});
  const look = h("button", {type: "button", class: "primary submit", onclick: () => send("check", part.id)}, words.check_button);
  frame.body.append(goal, standing.node, look);
  const update = (now) => {
    rich(goal, now.goal);
    set(frame.node, {"data-state": now.state});
    set(look, {class: now.state === "correct" ? "tool submit" : "primary submit"});
    standing.update({...now, html: now.state === "correct" ? now.praise : ""});
  };
  return {node: frame.node, update};
}

/** Numbered hints; the next one opens with the button, and the server remembers how many are open. */
export function createHints(part, {words, send}) {
  const frame = createFrame("hints", words.hints, "bulb");
  const list = h("ol", {class: "hints", role: "list"});
  const more = h("button", {type: "button", class: "tool", onclick: () => {
    opened += 1;
    send("hint", part.id);
    draw();
    list.lastElementChild?.focus();
  }}, sign("open"), h("span"));
  frame.body.append(list, more);
  let opened = 0;
  let now = part;
  const draw = () => {
    const {hints} = now;
    const make = () => h("li", {tabindex: "-1"}, h("strong"), h("div", {class: "reply"}));
    patch(list, hints.slice(0, opened), (hint) => hint.number, make, (item, hint) => {
      write(item.firstChild, fill(words.hint, {n: hint.number}));
      rich(item.lastChild, hint.html);
    });
    more.hidden = opened >= hints.length;
    write(more.lastChild, fill(words.open_hint, {n: opened + 1, all: hints.length}));
  };
  const update = (newest) => {
    now = newest;
    opened = Math.max(opened, newest.opened ?? 0);
    draw();
  };
  return {node: frame.node, update};
}

/** The solution, shown to whoever asks twice, and put into the blocks by a button. */
export function createSolution(part, {words, send}) {
  const frame = createFrame("solution", words.solution, "key");
  const ask = h("button", {type: "button", class: "tool", onclick: () => step("asked")}, words.show_solution);
  const sure = h("div", {class: "sure"}, h("p", {}, words.solution_sure),
    h("button", {type: "button", class: "primary", onclick: () => step("shown")}, words.solution_yes),
    h("button", {type: "button", class: "tool", onclick: () => step("hidden")}, words.solution_no));
  const code = h("pre", {}, h("code", {}, coloured(part.code)));
  const use = h("button", {type: "button", class: "primary submit", onclick: () => send("solution", part.id)}, words.use_solution);
  const shown = h("div", {class: "shown"}, h("div", {class: "wide-box", tabindex: "0", role: "group", "aria-label": words.solution_code}, code), use);
  const stages = {hidden: ask, asked: sure, shown};
  frame.body.append(ask, sure, shown);
  const step = (stage, focus = true) => {
    for (const [name, node] of Object.entries(stages)) node.hidden = name !== stage;
    if (focus) (stages[stage].querySelector("button, [tabindex]") ?? stages[stage]).focus();
  };
  step("hidden", false);
  return {node: frame.node, update: () => {}};
}

/** Lines to take along: the goals at the beginning, the summary at the end. */
export function createLines(part, {words}) {
  const frame = createFrame(part.kind, words[part.kind], part.kind === "goals" ? "flag" : "list");
  const list = h("ol", {class: "lines"});
  frame.body.append(list);
  const update = (now) => patch(list, now.lines, (line, index) => `${index} ${line}`, (line) => rich(h("li"), line));
  return {node: frame.node, update};
}

/** Words of the lesson with their English and their meaning. */
export function createGlossary(part, {words}) {
  const frame = createFrame("glossary", words.glossary, "book");
  const list = h("dl", {class: "terms"});
  frame.body.append(list);
  const update = (now) => patch(list, now.terms, (term) => term.word, (term) => h("div", {class: "term"},
    h("dt", {}, term.word, term.english ? h("span", {class: "gloss", lang: "en"}, term.english) : []), rich(h("dd"), term.meaning)));
  return {node: frame.node, update};
}
