// The code face: Keras code to read, edit, copy and take away as a file.
import {fill, fresh, h, patch, set, write} from "./dom.js";
import {createEditor} from "./editor.js";
import {sign} from "./icons.js";

const STAY = 4000; // ms that a report such as "copied" is shown

export function render({model}) {
  const {words} = model;
  const editor = createEditor(words, (text) => model.send_msg({op: "edit", text}));
  const report = createReport();
  const button = (name, icon, go) => h("button", {type: "button", class: "tool", onclick: go}, sign(icon), words[name]);
  const copy = button("copy", "copy", async () => report.say(await copied(editor.box) ? words.copied : words.not_copied));
  const files = ["py", "ipynb"].map((kind) => [kind, button(`download_${kind}`, "download", () => {
    editor.flush();
    save(`${model.file_name}.${kind}`, model[kind], kind);
    report.say(fill(words.downloaded, {name: `${model.file_name}.${kind}`}));
  })]);
  const zip = button("download_zip", "download", () => model.send_msg({op: "archive"}));
  const note = h("p", {class: "note"});
  const problems = createProblems(words, editor);
  const bar = h("div", {class: "bar"}, copy, files.map(([, one]) => one), zip, report.node);
  const notices = createNotices();
  const root = h("div", {class: "kit code-face"}, bar, note, editor.node, problems.node, notices.node);
  const draw = () => {
    editor.box.readOnly = !model.editable;
    set(editor.box, {"aria-label": model.label || words.code, "aria-describedby": model.problems.length ? problems.id : null});
    set(root, {"data-editable": model.editable ? "true" : null});
    for (const [kind, one] of files) one.hidden = !model[kind];
    zip.hidden = !model.zip;
    write(note, model.note);
    note.hidden = !model.note;
    problems.update(model.problems);
    notices.update(model.notices);
    editor.mark(model.problems);
  };
  model.on("text", () => editor.show(model.text));
  model.on(["problems", "notices", "editable", "label", "py", "ipynb", "zip", "note"], draw);
  model.on("archive", () => {
    if (!model.archive) return;
    save(`${model.file_name}.zip`, Uint8Array.from(atob(model.archive), (letter) => letter.charCodeAt(0)), "zip");
    report.say(fill(words.downloaded, {name: `${model.file_name}.zip`}));
  });
  editor.show(model.text);
  draw();
  return root;
}

/** The clipboard where the browser allows it, else the old way: select and copy. */
async function copied(box) {
  try {
    await navigator.clipboard.writeText(box.value);
    return true;
  } catch {
    const {selectionStart, selectionEnd} = box;
    const had = box.getRootNode().activeElement;
    box.select();
    const done = document.execCommand("copy");
    box.setSelectionRange(selectionStart, selectionEnd);
    had?.focus();
    return done;
  }
}

const TYPES = {ipynb: "application/x-ipynb+json", py: "text/x-python", zip: "application/zip"};

/** Hand a text or bytes to the learner as a file, made here in the browser. */
function save(name, content, kind) {
  const address = URL.createObjectURL(new Blob([content], {type: TYPES[kind]}));
  const link = h("a", {href: address, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), STAY);
}

function createReport() {
  const node = h("span", {class: "report", role: "status"});
  let timer = 0;
  const say = (text) => {
    clearTimeout(timer);
    write(node, text);
    timer = setTimeout(() => write(node, ""), STAY);
  };
  return {node, say};
}

/** What the reader did not understand, each with a way to its line. */
function createProblems(words, editor) {
  const id = fresh("problems");
  const list = h("ul", {role: "list", class: "problems", id});
  const node = h("div", {role: "alert"}, list);
  const make = () => {
    const item = h("li", {}, sign("alert"), h("span"));
    item.append(h("button", {type: "button", class: "quiet", onclick: () => editor.goTo(item.kbLine)}, words.go_to_line));
    return item;
  };
  const update = (problems) => {
    list.hidden = problems.length === 0;
    patch(list, problems, (problem, index) => index, make, (item, {line, text}) => {
      item.kbLine = line;
      write(item.children[1], text);
      item.lastChild.hidden = !line;
      set(item.lastChild, {"aria-label": fill(words.go_to_line_of, {line})});
    });
  };
  return {id, node, update};
}

/** What was cleaned in the code, and what of it has no effect here: no fault, so it is told quietly. */
function createNotices() {
  const list = h("ul", {role: "list", class: "notices"});
  const node = h("div", {"aria-live": "polite"}, list);
  const update = (notices) => {
    list.hidden = notices.length === 0;
    patch(list, notices, (notice, index) => index, () => h("li"), (item, {text}) => write(item, text));
  };
  return {node, update};
}
