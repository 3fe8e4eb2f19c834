// The run controls: buttons that suit where the run stands, progress with remaining time, big numbers, what is wrong.
import {fill, h, patch, set, write} from "./dom.js";
import {createAlert} from "./alerts.js";
import {sign} from "./icons.js";
import {projected, watchLook} from "./look.js";

const QUIET = 1000; // ms between two sentences of the status while a run is going on
const ACTIONS = [["start", "play"], ["pause", "pause"], ["continue", "resume"], ["stop", "stop"], ["step", "step"]];
const SENSIBLE = {
  idle: ["start", "step"], preparing: ["stop"], running: ["pause", "stop"], paused: ["continue", "stop", "step"],
  stopped: ["start", "step"], finished: ["start", "step"], diverged: ["start", "step"], failed: ["start", "step"],
};
const MAIN = {running: "pause", preparing: "stop", paused: "continue"};

export function render({model}) {
  const {words} = model;
  const act = (name) => (allowed(model, name) || asked(model, name)) && model.send_msg({op: "action", name});
  const buttons = ACTIONS.map(([name, icon]) => [name, createButton(name, icon, words, act)]);
  const alert = createAlert(() => model.send_msg({op: "action", name: "repair"}));
  const blocked = h("p", {class: "blocked", hidden: true});
  const note = h("p", {class: "changed", hidden: true});
  const status = createStatus(model);
  const progress = createProgress(words);
  const figures = h("dl", {class: "figures"});
  const bar = h("div", {class: "buttons", role: "group", "aria-label": words.controls}, buttons.map(([, one]) => one));
  const root = h("div", {class: "kit run-controls"}, bar, blocked, alert.node, figures, progress.node, status.node, note);
  const draw = () => {
    const main = MAIN[model.status] ?? "start";
    for (const [name, button] of buttons) {
      set(button, {"aria-disabled": allowed(model, name) ? null : "true", class: name === main ? "primary" : "tool"});
    }
    set(root, {"data-status": model.status});
    write(blocked, model.blocked);
    blocked.hidden = !model.blocked;
    write(note, model.note);
    note.hidden = !model.note;
    alert.update(model.problem);
    drawFigures(figures, model.figures);
    progress.update(model);
    status.update();
  };
  enableShortcut(model, act);
  watchLook(model, draw);
  model.on(["status", "text", "progress", "seconds_left", "problem", "blocked", "note", "figures"], draw);
  draw();
  return root;
}

function allowed(model, name) {
  if (model.blocked && ["start", "step", "continue"].includes(name)) return false;
  return (SENSIBLE[model.status] ?? []).includes(name);
}

/** To go on may be asked for before the page hears that a single batch is over; the server knows whether one runs. */
function asked(model, name) {
  return name === "continue" && model.status === "running" && !model.blocked;
}

/** A button that keeps the focus when it no longer makes sense, so that a keyboard does not lose its place. */
function createButton(name, icon, words, act) {
  const hint = name === "start" ? h("kbd", {"aria-hidden": "true"}, words.start_key) : null;
  return h("button", {
    type: "button", "data-action": name, "aria-keyshortcuts": name === "start" ? "Control+Enter" : null, onclick: () => act(name),
  }, sign(icon), h("span", {}, words[name]), hint);
}

/** Ctrl+Enter anywhere on the page starts, or goes on after a pause. */
function enableShortcut(model, act) {
  const listen = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    act(model.status === "paused" ? "continue" : "start");
  };
  document.addEventListener("keydown", listen);
  model.on("remove", () => document.removeEventListener("keydown", listen));
}

/** What happened last: at once when the run begins or ends, and not too often in between. */
function createStatus(model) {
  const node = h("p", {class: "status", role: "status"});
  let last = 0;
  let timer = 0;
  let was = "";
  const say = () => {
    clearTimeout(timer);
    timer = 0;
    last = Date.now();
    write(node, model.text);
  };
  const update = () => {
    const wait = model.status === "running" && was === "running" ? QUIET - (Date.now() - last) : 0;
    was = model.status;
    if (node.textContent === model.text) return;
    if (wait <= 0) say();
    else if (!timer) timer = setTimeout(say, wait);
  };
  model.on("remove", () => clearTimeout(timer));
  return {node, update};
}

/** The bar with its percents, and the remaining time in words. */
function createProgress(words) {
  const fillBar = h("div", {class: "fill"});
  const bar = h("div", {class: "bar", role: "progressbar", "aria-label": words.progress, "aria-valuemin": 0, "aria-valuemax": 100}, fillBar);
  const percent = h("span", {class: "percent"});
  const left = h("span", {class: "left"});
  const node = h("div", {class: "progress"}, bar, h("p", {class: "under"}, percent, left));
  const update = ({progress, seconds_left, status}) => {
    const value = Math.round(Math.max(0, Math.min(1, progress)) * 100);
    const time = status === "running" ? remaining(seconds_left, words) : status === "preparing" ? words.preparing : "";
    fillBar.style.width = `${value}%`;
    write(percent, `${value}%`);
    write(left, time);
    set(bar, {"aria-valuenow": value, "aria-valuetext": time ? `${value}%, ${time}` : `${value}%`});
  };
  return {node, update};
}

/** 12.3 as "about 12 seconds are left". */
function remaining(seconds, words) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "";
  if (seconds < 1) return words.almost;
  if (seconds < 90) return fill(words.seconds_left, {n: Math.round(seconds)});
  if (seconds < 5400) return fill(words.minutes_left, {n: Math.round(seconds / 60)});
  return fill(words.hours_left, {n: (seconds / 3600).toFixed(1)});
}

/** Big numbers: `{label, value, note}`; a number gets four digits, or three where they are large. */
function drawFigures(list, figures) {
  list.hidden = figures.length === 0;
  const make = () => h("div", {class: "figure"}, h("dt"), h("dd", {class: "value"}), h("dd", {class: "note"}));
  patch(list, figures, (one) => one.label, make, (node, {label, value, note}) => {
    const [term, main, side] = node.children;
    write(term, label);
    write(main, shown(value));
    write(side, projected() ? (note ?? "").replace(/\d+\.\d{4}\b/, (digits) => Number(digits).toFixed(3)) : note ?? "");
    side.hidden = !note;
  });
}

function shown(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  const digits = projected() ? 3 : 4;
  const size = Math.abs(value);
  return size !== 0 && (size < 10 ** -digits || size >= 1e6) ? value.toExponential(2) : value.toFixed(size >= 1000 ? 1 : digits);
}
