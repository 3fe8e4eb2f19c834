// A bar that fills, for what takes a while.
import {h, set} from "./dom.js";

/** `{node, update(share)}`: a share from 0 to 1, or null to put the bar away. */
export function createMeter(label) {
  const length = h("div", {class: "meter-fill"});
  const node = h("div", {class: "meter", role: "progressbar", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100, hidden: true}, length);
  const update = (share) => {
    node.hidden = share === null || share === undefined;
    const value = Math.round(Math.max(0, Math.min(1, share ?? 0)) * 100);
    length.style.width = `${value}%`;
    set(node, {"aria-valuenow": value});
  };
  return {node, update};
}
