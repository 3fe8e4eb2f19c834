// Dragging with mouse, pen and touch: from the palette onto the stack, within it, and out of it into the bin.
import {calm, h, set} from "./dom.js";

const SLACK = 5; // px the pointer may tremble before a drag begins
const HOLD = 350; // ms of a long press on touch; a grip needs none
const EDGE = 48; // px from an edge at which things scroll
const SNAP = 120; // ms

/** Make palette items and bricks draggable. */
export function enableDrag(shop, root, palette, stack) {
  const drag = {shop, root, palette, stack, state: null};
  root.addEventListener("pointerdown", (event) => press(drag, event));
  root.addEventListener("pointermove", (event) => follow(drag, event));
  root.addEventListener("pointerup", (event) => release(drag, event));
  root.addEventListener("pointercancel", () => cancel(drag));
  root.addEventListener("lostpointercapture", (event) => event.target === root && drag.state?.ghost && cancel(drag));
  root.addEventListener("touchmove", (event) => drag.state?.ghost && event.preventDefault(), {passive: false});
  root.addEventListener("contextmenu", (event) => drag.state?.touch && event.preventDefault());
  const escape = (event) => {
    if (event.key !== "Escape" || !drag.state?.ghost) return;
    event.preventDefault();
    event.stopPropagation();
    cancel(drag);
    shop.speak(shop.model.words.said_cancelled);
  };
  window.addEventListener("keydown", escape, true);
  shop.model.on("remove", () => window.removeEventListener("keydown", escape, true));
}

function press(drag, event) {
  if (event.button !== 0 || drag.state) return;
  const option = event.target.closest("[role=option]");
  if (!option || option.tagName === "OPTION" || event.target.closest(".plus")) return;
  const touch = event.pointerType !== "mouse";
  const grip = Boolean(event.target.closest(".grip"));
  drag.state = {
    option, touch, pointer: event.pointerId,
    x: event.clientX, y: event.clientY, startX: event.clientX, startY: event.clientY,
    className: option.dataset.brick ?? null, // of a brick from the palette
    source: option.dataset.index === undefined ? null : Number(option.dataset.index), // of a brick from the stack
    ready: !touch || grip, ghost: null, timer: 0, target: null,
  };
  if (touch && !grip) {
    drag.state.timer = setTimeout(() => {
      drag.state.ready = true;
      begin(drag);
    }, HOLD);
  }
}

function follow(drag, event) {
  const {state} = drag;
  if (!state || event.pointerId !== state.pointer) return;
  state.x = event.clientX;
  state.y = event.clientY;
  const far = Math.hypot(state.x - state.startX, state.y - state.startY) > SLACK;
  if (!state.ghost && far && !state.ready) return forget(drag);
  if (!state.ghost && far) begin(drag);
  if (state.ghost) event.preventDefault();
  return undefined;
}

/** Lift the brick: its picture follows the pointer until it is dropped. */
function begin(drag) {
  const {state, root, stack, palette} = drag;
  const svg = state.option.querySelector("svg");
  const box = svg.getBoundingClientRect();
  state.ghost = h("div", {class: "ghost", "aria-hidden": "true"}, svg.cloneNode(true));
  state.grabX = Math.min(box.width, Math.max(0, state.startX - box.left));
  state.grabY = Math.min(box.height, Math.max(0, state.startY - box.top));
  root.append(state.ghost);
  root.setPointerCapture(state.pointer);
  set(root, {"data-dragging": state.source === null ? "new" : "brick"});
  set(state.option, {"data-lifted": "true"});
  document.getSelection()?.removeAllRanges();
  stack.marker.style.width = `${Math.max(120, box.width)}px`;
  state.bin = palette.node;
  const tick = () => {
    if (drag.state !== state) return;
    scrollNear(drag);
    hover(drag);
    requestAnimationFrame(tick);
  };
  tick();
}

/** Where the brick would land now: a place in the stack, the bin, or nowhere. */
function hover(drag) {
  const {state, stack, root, shop} = drag;
  const {x, y} = state;
  state.ghost.style.transform = `translate(${x - state.grabX}px, ${y - state.grabY}px)`;
  const inBin = state.source !== null && inside(state.bin.getBoundingClientRect(), x, y);
  const inStack = !inBin && inside(stack.scroll.getBoundingClientRect(), x, y, 24);
  state.target = inBin ? "bin" : inStack ? landing(drag, y) : null;
  set(root, {"data-over": inBin ? "bin" : inStack ? "stack" : null});
  stack.marker.hidden = typeof state.target !== "number";
  if (!stack.marker.hidden) stack.marker.style.transform = `translateY(${edge(stack, shop, state.target)}px)`;
}

function inside(box, x, y, slack = 0) {
  return x >= box.left - slack && x <= box.right + slack && y >= box.top - slack && y <= box.bottom + slack;
}

/** How many bricks lie between the data and the pointer. */
function landing({stack, shop}, y) {
  const {upward} = shop.model;
  let index = 0;
  for (const option of stack.list.children) {
    const box = option.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    if (upward ? middle > y : middle < y) index += 1;
  }
  return index;
}

/** The height in the tower at which a brick with this index would meet what is below it. */
function edge(stack, shop, index) {
  const {upward, stack: bricks} = shop.model;
  if (!bricks.length) return upward ? stack.base.offsetTop : stack.base.offsetTop + stack.base.offsetHeight;
  const last = index >= bricks.length;
  const option = stack.option(last ? bricks.length - 1 : index);
  const top = last === upward;
  return top ? option.offsetTop : option.offsetTop + option.offsetHeight;
}

function scrollNear({state, stack}) {
  const pace = (near) => Math.ceil((EDGE - near) / 4);
  const box = stack.scroll.getBoundingClientRect();
  if (inside(box, state.x, state.y, EDGE)) {
    if (state.y - box.top < EDGE) stack.scroll.scrollTop -= pace(state.y - box.top);
    else if (box.bottom - state.y < EDGE) stack.scroll.scrollTop += pace(box.bottom - state.y);
  }
  if (state.y < EDGE) window.scrollBy(0, -pace(state.y));
  else if (innerHeight - state.y < EDGE) window.scrollBy(0, pace(innerHeight - state.y));
}

function release(drag, event) {
  const {state, shop} = drag;
  if (!state || event.pointerId !== state.pointer) return;
  if (!state.ghost) return forget(drag);
  state.x = event.clientX;
  state.y = event.clientY;
  hover(drag);
  const {target, source, className} = state;
  land(drag);
  if (target === "bin") shop.remove(source);
  else if (typeof target === "number" && source === null) shop.add(className, target);
  else if (typeof target === "number") shop.move(source, target > source ? target - 1 : target);
  return undefined;
}

/** Let the picture snap to its place, then take it away. */
function land(drag) {
  const {state, stack} = drag;
  const {ghost, target} = state;
  const box = stack.marker.getBoundingClientRect();
  const snaps = typeof target === "number" && !calm();
  forget(drag);
  if (!snaps) return ghost.remove();
  const to = {transform: `translate(${box.left}px, ${box.top - ghost.offsetHeight}px)`, opacity: 0.6};
  ghost.animate([to], {duration: SNAP, easing: "ease-out"}).finished.finally(() => ghost.remove());
  return undefined;
}

function cancel(drag) {
  const ghost = drag.state?.ghost;
  forget(drag);
  ghost?.remove();
}

function forget(drag) {
  const {state, root, stack} = drag;
  if (!state) return;
  clearTimeout(state.timer);
  drag.state = null;
  set(state.option, {"data-lifted": null});
  set(root, {"data-dragging": null, "data-over": null});
  stack.marker.hidden = true;
  if (state.ghost && root.hasPointerCapture(state.pointer)) root.releasePointerCapture(state.pointer);
}
