// Legends by keyboard: Bokeh's names can only be pressed with a pointer, so each gets a button that is seen while focused.
import {h, patch, set, write} from "./dom.js";

/** Before the focus moves, every legend that is seen has its buttons; returns a way to stop. */
export function enableLegends(title) {
  const listen = (event) => event.key === "Tab" && within(document, ".bk-Figure").forEach((figure) => offer(figure, title));
  document.addEventListener("keydown", listen, true);
  return () => document.removeEventListener("keydown", listen, true);
}

/** All that match, in the shadow roots, too. */
function within(root, selector) {
  return [...root.querySelectorAll("*")].flatMap((node) => [
    ...(node.matches(selector) ? [node] : []), ...(node.shadowRoot ? within(node.shadowRoot, selector) : []),
  ]);
}

/** A group of buttons right after the figure, which is itself a picture and may hold none, over its legend. */
function offer(figure, title) {
  const legends = figure.shadowRoot ? within(figure.shadowRoot, ".bk-Legend") : [];
  const items = legends.flatMap((legend) => within(legend.shadowRoot, ".bk-item:not(.bk-hidden)")).filter((item) => item.offsetWidth);
  const group = figure.kbLegend?.isConnected ? figure.kbLegend : createGroup();
  figure.kbLegend = group;
  if (items.length === 0) return group.remove();
  for (const stop of within(figure.shadowRoot, '[tabindex="0"]')) stop.tabIndex = -1; // a stop where nothing can be done
  if (group.previousSibling !== figure) figure.after(group);
  set(group, {"aria-label": `${title}: ${figure.getAttribute("aria-label") ?? ""}`.split(/[,.]/)[0]});
  patch(group, items, (_, index) => index, createKey, (key, item) => {
    key.kbItem = item;
    write(key, item.textContent);
    mark(key);
  });
  place(group, legends.at(-1));
}

function createGroup() {
  const group = h("div", {role: "group"});
  Object.assign(group.style, {
    display: "flex", flexWrap: "wrap", gap: "4px", opacity: 0, pointerEvents: "none", position: "absolute", zIndex: 5,
    background: "var(--kb-card)", padding: "4px", borderRadius: "8px",
  });
  const seen = (shown) => Object.assign(group.style, {opacity: shown ? 1 : 0, pointerEvents: shown ? "auto" : "none"});
  group.addEventListener("focusin", () => seen(true));
  group.addEventListener("focusout", () => seen(false));
  return group;
}

function createKey() {
  const key = h("button", {type: "button", onclick: () => {
    key.kbItem.dispatchEvent(new PointerEvent("pointerdown"));
    requestAnimationFrame(() => mark(key));
  }});
  Object.assign(key.style, {
    background: "var(--kb-card)", border: "1px solid var(--kb-control-edge)", borderRadius: "8px", color: "var(--kb-ink)",
    font: "var(--kb-small) var(--kb-font)", minHeight: "32px", padding: "2px 10px",
  });
  key.addEventListener("focus", () => { key.style.outline = "3px solid var(--kb-accent)"; });
  key.addEventListener("blur", () => { key.style.outline = ""; });
  return key;
}

/** Pressed while the curve is shown, struck through while it is hidden. */
function mark(key) {
  const shown = !key.kbItem.classList.contains("bk-inactive");
  set(key, {"aria-pressed": String(shown)});
  key.style.textDecoration = shown ? "" : "line-through";
}

function place(group, legend) {
  Object.assign(group.style, {left: "0", top: "0"});
  const [to, at] = [legend.getBoundingClientRect(), group.getBoundingClientRect()];
  Object.assign(group.style, {left: `${to.left - at.left}px`, top: `${to.top - at.top - 4}px`});
}
