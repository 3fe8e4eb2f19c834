// Where the samples come from: a switch, a problem with what can be done, a download's progress, notices, facts.
import {fresh, h, patch, set, write} from "./dom.js";
import {createMeter} from "./meter.js";
import {sign} from "./icons.js";

const QUIET = 10; // percents between two sentences that a screen reader hears of a download

export function render({model}) {
  const {words} = model;
  const group = fresh("source");
  const radios = h("div", {class: "segments", role: "radiogroup", "aria-label": words.switch, hidden: true});
  const problem = createProblem((name) => model.send_msg({op: "act", name}));
  const meter = createMeter(words.progress);
  const shown = h("p", {class: "going", "aria-hidden": "true"});
  const said = h("p", {class: "said", role: "status"});
  const facts = h("ul", {class: "facts", role: "list"});
  const notices = h("ul", {class: "notices", role: "list", "aria-label": words.notices});
  const root = h("section", {class: "kit data-source", "aria-label": words.source}, radios, problem.node, meter.node, shown, said, notices, facts);
  const heard = {percent: null};
  const draw = () => {
    drawSwitch(radios, group, model);
    problem.update(model.problem);
    meter.update(model.progress);
    write(shown, model.status);
    shown.hidden = !model.status;
    if (worthSaying(model.progress, heard)) write(said, model.status);
    facts.hidden = model.facts.length === 0;
    patch(facts, model.facts, (_, index) => index, () => h("li"), write);
    drawNotices(notices, model);
  };
  model.on(["choices", "chosen", "problem", "progress", "status", "facts", "notices"], draw);
  draw();
  return root;
}

function drawSwitch(node, group, model) {
  node.hidden = model.choices.length === 0;
  const make = ({value}) => {
    const input = h("input", {type: "radio", name: group, value, onchange: () => model.send_msg({op: "choose", value})});
    return h("label", {class: "segment"}, input, h("span", {}));
  };
  patch(node, model.choices, (one) => one.value, make, (label, {value, label: text}) => {
    label.firstChild.checked = value === model.chosen;
    write(label.lastChild, text);
  });
}

/** Sentences, each with a button that takes it back where that is possible. */
function drawNotices(node, model) {
  node.hidden = model.notices.length === 0;
  const make = (_, index) => {
    const button = h("button", {type: "button", class: "tool", onclick: () => model.send_msg({op: "undo", index})});
    return h("li", {class: "notice"}, h("span", {}), button);
  };
  patch(node, model.notices, (_, index) => index, make, (item, {text, undo}) => {
    write(item.firstChild, text);
    write(item.lastChild, undo);
    item.lastChild.hidden = !undo;
    set(item.lastChild, {"aria-label": undo ? `${undo}: ${text}` : null});
  });
}

/** Words with role alert, and a button for each thing that can be done. */
function createProblem(act) {
  const text = h("span", {});
  const live = h("div", {class: "alert-live", role: "alert"});
  const actions = h("div", {class: "actions"});
  const node = h("div", {class: "alert", hidden: true}, live, actions);
  const update = (problem) => {
    node.hidden = !problem;
    if (!problem) return live.replaceChildren();
    if (!live.firstChild) live.append(sign("alert"), text);
    write(text, problem.text);
    const make = ({name}) => h("button", {type: "button", class: "tool", onclick: () => act(name)});
    return patch(actions, problem.actions ?? [], (one) => one.name, make, (button, {title}, index) => {
      write(button, title);
      set(button, {class: index === 0 ? "tool repair" : "tool"});
    });
  };
  return {node, update};
}

/** Not every percent: the beginning, the end, and each tenth. */
function worthSaying(progress, heard) {
  const percent = progress === null || progress === undefined ? null : Math.round(progress * 100);
  if (percent !== null && heard.percent !== null && Math.abs(percent - heard.percent) < QUIET) return false;
  heard.percent = percent;
  return true;
}
