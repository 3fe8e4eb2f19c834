// The model workshop: puts palette, stack and inspector together and keeps them as the server's state says.
import {button, fresh, h, icon, set, write} from "./dom.js";
import {createShop} from "./shop.js";
import {createPalette} from "./palette.js";
import {createStack} from "./stack.js";
import {createInspector} from "./inspector.js";
import {enableKeys} from "./keys.js";
import {enableDrag} from "./drag.js";

const WATCHED = ["catalog", "base", "stack", "plate", "total_params", "can_undo", "can_redo", "upward"];
const STAY = 8000; // ms that a notice is shown

export function render({model}) {
  const say = h("p", {class: "said", "aria-live": "polite", id: fresh("said")});
  const probe = h("div", {class: "probe", "aria-hidden": "true"});
  let queued = false;
  const soon = () => {
    if (queued) return;
    queued = true;
    const draw = () => {
      if (!queued) return;
      queued = false;
      panes.forEach((pane) => pane.update());
    };
    requestAnimationFrame(draw);
    setTimeout(draw, 120); // a hidden page has no animation frames
  };
  const shop = createShop(model, say, soon);
  const [palette, stack, inspector] = [createPalette(shop), createStack(shop), createInspector(shop)];
  shop.focusBrick = (index = shop.at()) => stack.option(index)?.focus();
  const panes = [stack, palette, inspector];
  const toast = createToast(shop);
  const root = h("div", {class: "workshop"}, palette.node, stack.node, inspector.node, toast.node, say, probe);
  enableKeys(shop, root, stack, inspector);
  enableDrag(shop, root, palette, stack);
  model.on(WATCHED, soon);
  model.on("stack", () => shop.landed());
  model.on("selected", () => {
    shop.heard(model.selected);
    soon();
  });
  model.on("notice", () => toast.show(model.notice));
  watchSize(shop, root, probe, stack, inspector, soon);
  soon();
  return root;
}

/**
 * Stage: the stack alone, for a projector. Wide: three panes. Middle: settings below the stack.
 * Narrow: settings under the selected brick, the palette as a sheet.
 */
function watchSize(shop, root, probe, stack, inspector, soon) {
  const observer = new ResizeObserver(() => {
    const scale = (probe.offsetHeight || 16) / 16;
    const width = root.clientWidth / Math.max(1, scale * 0.94);
    const stage = getComputedStyle(root).getPropertyValue("--kb-side").trim() === "none";
    const layout = stage ? "stage" : width >= 980 ? "wide" : width >= 720 ? "middle" : "narrow";
    if (layout !== shop.layout || !root.dataset.layout) {
      shop.layout = layout;
      set(root, {"data-layout": layout});
      if (layout === "narrow") stack.tower.append(inspector.node);
      else stack.node.after(inspector.node);
    }
    soon();
  });
  observer.observe(root);
  observer.observe(probe);
  shop.model.on("remove", () => observer.disconnect());
}

/** What just happened, with a way back, for a few seconds. */
function createToast(shop) {
  const {words} = shop.model;
  const text = h("span", {"aria-live": "polite"});
  const back = button("primary", () => hide(() => shop.undo()), icon("undo"), words.take_back);
  const node = h("div", {class: "toast", hidden: true}, text, back);
  let timer = 0;
  const hide = (then) => {
    clearTimeout(timer);
    node.hidden = true;
    then?.();
  };
  const show = (notice) => {
    clearTimeout(timer);
    node.hidden = !notice?.text;
    write(text, notice?.text ?? "");
    back.hidden = !notice?.undo;
    if (notice?.text) timer = setTimeout(hide, STAY);
  };
  return {node, show};
}
