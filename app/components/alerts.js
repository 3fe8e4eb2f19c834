// A problem said in words, with its repair as one button.
import {h, set, write} from "./dom.js";
import {sign} from "./icons.js";

/**
 * A box with role alert: `{node, update(problem)}`, where problem is null or `{text, repair}`.
 * `mend` is called when the button named `repair` is pressed.
 */
export function createAlert(mend) {
  const text = h("span", {class: "alert-text"});
  const live = h("div", {class: "alert-live", role: "alert"});
  const button = h("button", {type: "button", class: "tool repair", hidden: true, onclick: () => mend()});
  const node = h("div", {class: "alert", hidden: true}, live, button);
  const update = (problem) => {
    node.hidden = !problem?.text;
    if (!problem?.text) return live.replaceChildren();
    if (!live.firstChild) live.append(sign("alert"), text);
    write(text, problem.text);
    write(button, problem.repair ?? "");
    button.hidden = !problem.repair;
    return set(node, {"data-repairable": problem.repair ? "true" : null});
  };
  return {node, update};
}
