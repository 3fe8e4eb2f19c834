// A form of the page: fields from the registry and pickers, each with what is wrong with it and how to mend it.
import {h, patch, set, write} from "./dom.js";
import {createAlert} from "./alerts.js";
import {createField, flushFields} from "./fields.js";
import {createPicker, createPickers} from "./pickers.js";

const PICKERS = {picker: createPicker, pickers: createPickers};

export function render({model}) {
  const {words} = model;
  const alert = createAlert(() => model.send_msg({op: "repair", name: ""}));
  const basic = h("div", {class: "form"});
  const advanced = h("div", {class: "form"});
  const more = h("details", {class: "more", hidden: true}, h("summary", {}, words.advanced), advanced);
  const root = h("div", {class: "kit page-form", role: "group"}, alert.node, basic, more);
  const draw = () => {
    const {fields, problems} = model;
    set(root, {"aria-label": model.label || null, "data-columns": model.columns || null});
    alert.update(problems[""]);
    lay(basic, fields.filter((field) => !field.advanced), model);
    const rest = fields.filter((field) => field.advanced);
    lay(advanced, rest, model);
    more.hidden = rest.length === 0;
    if (rest.some((field) => problems[field.name])) more.open = true;
  };
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) flushFields();
  });
  model.on(["fields", "values", "problems", "label", "columns"], draw);
  draw();
  return root;
}

/** The entries of a form; those of fields that stay are kept, with focus and typed text. */
function lay(parent, fields, model) {
  patch(parent, fields, keyOf, (field) => createEntry(field, model), (node, field) => {
    const value = field.name in model.values ? model.values[field.name] : field.default ?? null;
    node.kbUpdate(field, value, model.problems[field.name]);
  });
}

/** A picker takes new options in place; another field whose form changes is made anew. */
function keyOf(field) {
  return field.widget in PICKERS ? `${field.widget} ${field.name}` : JSON.stringify(field);
}

function createEntry(field, model) {
  const {name} = field;
  const make = PICKERS[field.widget] ?? createField;
  const one = make(field, model.words, (value) => model.send_msg({op: "change", name, value}));
  const repair = h("button", {type: "button", class: "tool repair", hidden: true, onclick: () => model.send_msg({op: "repair", name})});
  const {node} = one;
  node.append(repair);
  set(node.querySelector(".wrong"), {role: "alert"});
  if (field.title) {
    write(node.querySelector("label"), field.title);
    write(node.querySelector(".gloss"), field.label === field.title ? "" : field.label ?? "");
    if (/\W/.test(field.title)) node.classList.add("titled"); // what bears its Keras name keeps the letters of code
  }
  if (field.wide) node.classList.add("wide");
  node.kbUpdate = (now, value, problem) => {
    one.update(value, problem?.text ?? "", now);
    write(repair, problem?.repair ?? "");
    repair.hidden = !problem?.repair;
  };
  return node;
}
