// A text field for code: colours behind the text, line numbers, typed text sent after a pause and never mid-syllable.
import {fresh, h, patch, set, write} from "./dom.js";
import {coloured} from "./python.js";

const PAUSE = 450; // ms without a key before typed code is sent

/** `{node, box, show(text), mark(problems), flush(), goTo(line)}`; `send(text)` with what was typed. */
export function createEditor(words, send) {
  const id = fresh("code");
  const box = h("textarea", {
    id, class: "box", spellcheck: "false", autocapitalize: "off", autocomplete: "off", autocorrect: "off", wrap: "off", rows: 1,
    "aria-label": words.code,
  });
  const paint = h("pre", {class: "paint", "aria-hidden": "true"});
  const lines = h("ol", {class: "lines", "aria-hidden": "true"});
  const node = h("div", {class: "editor"}, lines, h("div", {class: "sheet"}, paint, box));
  const state = {box, paint, lines, problems: []};
  const sender = delayed(box, send);
  box.addEventListener("input", (event) => {
    draw(state);
    if (!event.isComposing) sender.later();
  });
  box.addEventListener("compositionend", sender.later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sender.flush();
    else if (event.key === "Enter" && !event.shiftKey && !box.readOnly) indent(event, box);
  });
  box.addEventListener("blur", () => sender.leave((text) => put(state, text)));
  return {
    node, box, flush: sender.flush,
    show: (text) => sender.accept(text) && put(state, text),
    mark: (problems) => {
      state.problems = problems;
      draw(state);
    },
    goTo: (line) => goTo(box, line),
  };
}

/** Holds back what the server says while a learner is typing, and what is typed until there is a pause. */
function delayed(box, send) {
  let timer = 0;
  let touched = false;
  let held = null;
  const flush = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    held = null;
    send(box.value);
  };
  const later = () => {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
  };
  const accept = (text) => {
    if (!touched) return true;
    held = text;
    return false;
  };
  const leave = (put) => {
    flush();
    touched = false;
    if (held !== null) put(held);
    held = null;
  };
  return {flush, later, accept, leave};
}

function put(state, text) {
  if (state.box.value !== text) state.box.value = text;
  draw(state);
}

function draw({box, paint, lines, problems}) {
  const text = box.value;
  if (paint.kbText !== text) {
    paint.kbText = text;
    paint.replaceChildren(...coloured(text), "\n");
  }
  const bad = new Set(problems.map((problem) => problem.line));
  const count = Array.from({length: text.split("\n").length}, (_, index) => index + 1);
  patch(lines, count, (line) => line, () => h("li"), (item, line) => {
    write(item, String(line));
    set(item, {class: bad.has(line) ? "bad" : null});
  });
  set(box, {rows: count.length, "aria-invalid": problems.length ? "true" : null});
}

/** A new line begins where the one before it began, and deeper after a colon or an open bracket. */
function indent(event, box) {
  const before = box.value.slice(0, box.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const deeper = /[:([{]\s*$/.test(line) ? "    " : "";
  const space = line.match(/^ */)[0] + deeper;
  if (!space) return;
  event.preventDefault();
  if (!document.execCommand("insertText", false, `\n${space}`)) box.setRangeText(`\n${space}`, box.selectionStart, box.selectionEnd, "end");
}

function goTo(box, line) {
  const lines = box.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  box.focus();
  box.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
}
