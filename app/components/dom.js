// Small ways with the document: an element in one call, a list patched in place, words filled in.
const SVG = "http://www.w3.org/2000/svg";
export const MAX_INPUT = 100000; // characters of any text that is typed, as on the server
let counter = 0;

/** An HTML element: `h("button", {class: "quiet", onclick: go, "aria-label": "…"}, "text", child)`. */
export function h(tag, props = {}, ...children) {
  return furnish(document.createElement(tag), props, children);
}

/** A button of a class that does something. */
export function button(name, onclick, ...children) {
  return h("button", {type: "button", class: name, onclick}, ...children);
}

/** An SVG element. */
export function s(tag, props = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), props, children);
}

function furnish(node, props, children) {
  set(node, props);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Set attributes and listeners; null and false take an attribute away, and what is already so is not touched. */
export function set(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) value && node.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : String(value));
  }
  return node;
}

/** Change a node's text only when it differs, so that live regions speak once. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
  return node;
}

/** Prose in which a shape such as `(13, 13, 32)` is not torn over two lines. */
export function prose(node, text) {
  if (node.textContent === text) return;
  const parts = text.split(/(\([^()]{1,40}\))/);
  node.replaceChildren(...parts.map((part, i) => (i % 2 ? h("span", {class: "whole"}, part) : part)));
}

/** A long name that may break after an underscore, or wherever `at` says. */
export function breakable(node, text, at = /(?<=_)/) {
  if (node.textContent === text) return node;
  node.replaceChildren(...text.split(at).flatMap((part, i) => (i ? [h("wbr"), part] : [part])));
  return node;
}

/** Make the children of a node those of `items`, keeping the node of every key that stays. */
export function patch(parent, items, key, make, update) {
  const old = parent.kbNodes ?? new Map();
  const now = new Map();
  items.forEach((item, index) => {
    const name = key(item, index);
    const node = old.get(name) ?? make(item, index);
    now.set(name, node);
    update?.(node, item, index);
  });
  for (const [name, node] of old) if (!now.has(name)) node.remove();
  let place = parent.firstElementChild;
  for (const node of now.values()) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  parent.kbNodes = now;
}

/** `fill("{n} of {all}", {n: 3, all: 4})` is `3 of 4`. */
export function fill(template, values) {
  return String(template ?? "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** An id that no other element of the page has. */
export function fresh(prefix) {
  counter += 1;
  return `kb-${prefix}-${counter}`;
}

/** 1234567 as 1,234,567. */
export function grouped(number) {
  return Number(number ?? 0).toLocaleString("en-US");
}

/** Whether the reader asked for little motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The element that has the focus in the tree a node stands in, shadow root or document. */
export function focused(node) {
  return node.getRootNode().activeElement ?? null;
}

/** Small line drawings for buttons, 20 units wide. */
const ICONS = {
  plus: "M10 4v12M4 10h12",
  undo: "M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",
  redo: "m12 5 4 4-4 4M16 9H8a4 4 0 0 0 0 8h2",
  up: "M10 16V4M5 9l5-5 5 5",
  down: "M10 4v12M5 11l5 5 5-5",
  copy: "M7 7h9v9H7zM4 13V4h9",
  bin: "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
  close: "M5 5l10 10M15 5 5 15",
  search: "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM13 13l4 4",
  alert: "M10 3 2 17h16zM10 8v4M10 14.5v.5",
};

export function icon(name) {
  return s("svg", {class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true"}, s("path", {d: ICONS[name]}));
}
