// A learner's own file: a button, a place to drop it, progress, and what is wrong with it.
import {fill, h, set, write} from "./dom.js";
import {createAlert} from "./alerts.js";
import {createMeter} from "./meter.js";
import {sign} from "./icons.js";
import {base64, megabytes} from "./bytes.js";

const PIECE = 196608; // bytes of one message: a multiple of three, far below what a websocket carries

export function render({model}) {
  const {words} = model;
  const input = h("input", {type: "file", accept: ".csv,.tsv,.txt,.data,.xlsx,text/csv", hidden: true});
  const button = h("button", {type: "button", class: "tool choose", onclick: () => input.click()}, sign("up"), words.upload);
  const hint = h("p", {class: "hint"}, fill(words.upload_drop, {limit: megabytes(model.limit)}));
  const now = h("p", {class: "now", hidden: true});
  const alert = createAlert(() => {});
  const meter = createMeter(words.upload_progress);
  const status = h("p", {class: "upload-status", role: "status"});
  const zone = h("div", {class: "zone"}, button, hint, now, meter.node, status);
  const root = h("div", {class: "kit csv-upload", role: "group", "aria-label": words.upload_zone}, input, zone, alert.node);
  // phase: idle, sending, waiting for the server to read, done; wrong: what kept a file from being sent.
  const state = {phase: "idle", number: 0, file: null, sent: 0, wrong: ""};
  const draw = () => show(model, state, {alert, meter, status, now});
  const take = (file) => begin(model, state, file, draw);
  input.addEventListener("change", () => {
    if (input.files[0]) take(input.files[0]);
    input.value = "";
  });
  enableDrop(model, zone, take);
  model.on("received", () => goOn(model, state, draw));
  model.on("reading", () => {
    if (state.phase === "waiting" && !model.reading) state.phase = "done";
    draw();
  });
  model.on(["file", "problem"], () => {
    if (!model.problem) state.wrong = "";
    const left = state.phase === "done" && !model.file;
    if (left || (model.problem && state.phase !== "sending")) state.phase = "idle";
    draw();
  });
  draw();
  return root;
}

function show(model, state, {alert, meter, status, now}) {
  const {words} = model;
  const {phase, file} = state;
  const wrong = phase === "sending" ? "" : state.wrong || model.problem?.text;
  const said = {sending: words.sending, waiting: words.reading, done: words.arrived};
  alert.update(wrong ? {text: wrong} : null);
  meter.update(phase === "sending" ? state.sent / file.size : null);
  write(status, fill(said[phase], {file: (phase === "done" && model.file) || file?.name}));
  write(now, fill(words.upload_now, {file: model.file}));
  now.hidden = !model.file || phase === "done";
}

/** Tell a file's name and size; what came before it is forgotten. The bytes of one that is too large are never sent. */
function begin(model, state, file, draw) {
  const {limit, words} = model;
  const large = file.size > limit;
  const wrong = large ? fill(words.too_large, {size: megabytes(file.size), limit: megabytes(limit)}) : "";
  Object.assign(state, {phase: large ? "idle" : "sending", number: state.number + 1, file, sent: 0, wrong});
  model.send_msg({op: "begin", number: state.number, name: file.name, size: file.size});
  draw();
}

/** The server has so many bytes (or -1: it refuses the file): show it, and send the next ones. */
async function goOn(model, state, draw) {
  const {number, bytes} = model.received;
  const {file} = state;
  if (number !== state.number || state.phase !== "sending") return;
  state.sent = Math.max(0, bytes);
  if (bytes < 0) state.phase = "idle";
  else if (bytes >= file.size) state.phase = "waiting";
  draw();
  if (state.phase !== "sending") return;
  try {
    const data = base64(new Uint8Array(await file.slice(bytes, bytes + PIECE).arrayBuffer()));
    if (number === state.number) model.send_msg({op: "piece", number, at: bytes, data});
  } catch {
    Object.assign(state, {phase: "idle", wrong: model.words.unreadable});
    model.send_msg({op: "fail", number});
    draw();
  }
}

/** Files dropped here are taken; beside it they do nothing, since the browser would leave the page for them. */
function enableDrop(model, zone, take) {
  const carries = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
  const mark = (over) => set(zone, {"data-over": over ? "true" : null});
  const guard = (event) => carries(event) && event.preventDefault();
  zone.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    mark(true);
  });
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) mark(false);
  });
  zone.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  for (const name of ["dragover", "drop"]) document.addEventListener(name, guard);
  model.on("remove", () => {
    for (const name of ["dragover", "drop"]) document.removeEventListener(name, guard);
  });
}
