// The inspector: what the selected brick does, its arguments as form fields, and what can be done with it.
import {button, fill, focused, h, icon, prose, write} from "./dom.js";
import {createForm, flushFields} from "./fields.js";

/** {node, update()} of the inspector. */
export function createInspector(shop) {
  const {words} = shop.model;
  const parts = {
    title: h("p", {class: "title"}), about: h("p", {class: "about"}), flow: h("p", {class: "flow"}),
    problem: h("p", {class: "wrong"}), basic: h("div"), advanced: h("div"),
    nothing: h("p", {class: "nothing"}, words.nothing_selected), none: h("p", {class: "nothing"}, words.no_fields),
  };
  const tool = (name, text, go) => button("tool", go, icon(name), h("span", {}, text));
  const shift = (by) => shop.move(shop.at(), shop.at() + (shop.model.upward ? by : -by));
  const up = tool("up", words.move_up, () => shift(1));
  const down = tool("down", words.move_down, () => shift(-1));
  const actions = h("div", {class: "actions"}, up, down,
    tool("copy", words.duplicate, () => shop.duplicate()), tool("bin", words.remove, () => shop.remove()));
  const fold = h("button", {type: "button", class: "fold", "aria-label": words.fold}, icon("close"));
  const more = h("details", {class: "more"}, h("summary", {}, words.advanced), parts.advanced);
  const head = h("div", {class: "head"}, parts.title, fold, parts.about, parts.flow);
  const full = h("div", {class: "full"}, head, actions, parts.problem, parts.none, parts.basic, more);
  const node = h("section", {class: "inspector", "aria-label": words.inspector}, parts.nothing, full);
  const inspector = {node, parts, more, full, up, down, key: null, folded: true, forms: []};
  fold.addEventListener("click", () => {
    inspector.folded = true;
    inspector.update();
    shop.focusBrick(shop.at());
  });
  shop.unfold = () => {
    inspector.folded = false;
    inspector.update();
  };
  const enter = () => {
    shop.unfold();
    (parts.basic.querySelector("input, select") ?? full.querySelector("button:not([disabled])"))?.focus();
  };
  return Object.assign(inspector, {enter, update: () => update(shop, inspector)});
}

function update(shop, inspector) {
  const {parts, full, more} = inspector;
  const brick = shop.brick();
  inspector.node.hidden = shop.layout === "narrow" && (!brick || inspector.folded);
  full.hidden = !brick;
  parts.nothing.hidden = Boolean(brick);
  if (!brick) {
    inspector.key = null;
    return;
  }
  const key = `${shop.at()}:${brick.class_name}`;
  if (key !== inspector.key) build(shop, inspector, brick, key);
  const {words, stack} = shop.model;
  write(parts.title, brick.class_name);
  write(parts.about, find(shop, brick)?.summary ?? "");
  const known = brick.input_shape && brick.output_shape;
  prose(parts.flow, known ? fill(words.input_output, {input: brick.input_shape, output: brick.output_shape}) : "");
  const here = brick.problem && !inspector.names.includes(brick.problem.field);
  prose(parts.problem, here ? brick.problem.text : "");
  parts.problem.hidden = !here;
  const [last, first] = [shop.at() >= stack.length - 1, shop.at() <= 0];
  inspector.up.disabled = shop.model.upward ? last : first;
  inspector.down.disabled = shop.model.upward ? first : last;
  for (const form of inspector.forms) form.update(brick.config ?? {}, brick.problem);
  if (brick.problem && inspector.hiddenNames.includes(brick.problem.field)) more.open = true;
}

function find(shop, brick) {
  for (const group of shop.model.catalog) {
    const item = group.items.find((one) => one.class_name === brick.class_name);
    if (item) return item;
  }
  return null;
}

/** A new form when another brick is shown; what was typed for the former goes out first, to the former. */
function build(shop, inspector, brick, key) {
  flushFields();
  const active = focused(inspector.full);
  const name = inspector.full.contains(active) && active.closest("[data-name]")?.dataset.name;
  const index = shop.at();
  const fields = find(shop, brick)?.fields ?? [];
  const send = (name, value) => shop.model.send_msg({op: "set", index, name, value});
  const make = (wanted) => createForm(wanted, shop.model.words, send);
  const basic = fields.filter((field) => !field.advanced);
  const advanced = fields.filter((field) => field.advanced);
  inspector.forms = [make(basic), make(advanced)];
  inspector.parts.basic.replaceChildren(inspector.forms[0].node);
  inspector.parts.advanced.replaceChildren(inspector.forms[1].node);
  inspector.parts.none.hidden = basic.length > 0;
  inspector.more.hidden = advanced.length === 0;
  inspector.names = fields.map((field) => field.name);
  inspector.hiddenNames = advanced.map((field) => field.name);
  inspector.key = key;
  if (name) inspector.full.querySelector(`[data-name="${name}"] :is(input, select)`)?.focus();
}
