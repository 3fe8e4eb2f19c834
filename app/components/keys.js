// The keyboard: walking and moving bricks, removing, copying, undo and redo.

import {flushFields} from "./fields.js";

const TEXT = "input:not([type=checkbox]):not([type=range]), textarea, select";

/** Listen on the whole workshop; keys that a text field needs stay with it. */
export function enableKeys(shop, root, stack, inspector) {
  root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) command(shop, stack, event);
    else if (stack.list.contains(event.target)) walk(shop, inspector, event);
    else if (event.key === "Escape" && inspector.node.contains(event.target)) act(event, () => shop.focusBrick());
  });
}

function act(event, deed) {
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function command(shop, stack, event) {
  if (event.key === "Enter") flushFields(); // the page is about to train with what was typed
  if (event.target.matches(TEXT)) return;
  const key = event.key.toLowerCase();
  if (key === "z") act(event, event.shiftKey ? shop.redo : shop.undo);
  else if (key === "y") act(event, shop.redo);
  if (!stack.list.contains(event.target) && !(key === "v" && stack.node.contains(event.target))) return;
  if (key === "c") act(event, () => shop.copy());
  else if (key === "v") act(event, () => shop.paste());
  else if (key === "x") act(event, () => {
    shop.copy();
    shop.remove();
  });
}

function walk(shop, inspector, event) {
  const {stack: bricks, upward} = shop.model;
  const up = upward ? 1 : -1;
  const by = {ArrowUp: up, ArrowDown: -up, PageUp: 5 * up, PageDown: -5 * up}[event.key];
  const last = bricks.length - 1;
  const clamp = (index) => Math.max(0, Math.min(last, index));
  if (event.altKey && by) act(event, () => shop.move(shop.at(), clamp(shop.at() + by)));
  else if (event.altKey) return;
  else if (by) act(event, () => shop.focusBrick(clamp(shop.at() + by)));
  else if (event.key === "Home") act(event, () => shop.focusBrick(upward ? last : 0));
  else if (event.key === "End") act(event, () => shop.focusBrick(upward ? 0 : last));
  else if (event.key === "Delete" || event.key === "Backspace") act(event, () => shop.remove());
  else if (event.key === "Enter") act(event, () => inspector.enter());
}
