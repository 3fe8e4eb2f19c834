// What the page looks like just now: its theme and its projector mode, and when they change.
const ROOT = document.documentElement;

/** Call `changed` whenever theme or projector mode change, as long as the component stands on the page. */
export function watchLook(model, changed) {
  const observer = new MutationObserver(() => changed());
  observer.observe(ROOT, {attributes: true, attributeFilter: ["data-theme", "data-mode"]});
  const system = matchMedia("(prefers-color-scheme: dark)");
  const turned = () => changed();
  system.addEventListener("change", turned);
  model.on("remove", () => {
    observer.disconnect();
    system.removeEventListener("change", turned);
  });
}

/** Whether the page is shown by a projector. */
export function projected() {
  return ROOT.dataset.mode === "projector";
}

/** Red, green and blue of the ink that a node writes with; null for a node that does not stand on the page yet. */
export function inkOf(node) {
  const found = getComputedStyle(node).color.match(/[\d.]+/g) ?? [];
  return found.length < 3 ? null : found.slice(0, 3).map(Number);
}
