// Small line drawings for the page's buttons and marks, 20 units wide.
import {s} from "./dom.js";

const SIGNS = {
  play: "M6 4.5v11l9-5.5z",
  pause: "M7 4.5v11M13 4.5v11",
  stop: "M5.5 5.5h9v9h-9z",
  step: "M5 4.5v11l7-5.5zM15 4.5v11",
  resume: "M4.5 4.5v11M8 4.5v11l8-5.5z",
  right: "m4 10.5 4 4 8-9",
  wrong: "M5 5l10 10M15 5 5 15",
  open: "M10 4v12M4 10h12",
  up: "M10 16V4M5 9l5-5 5 5",
  down: "M10 4v12M5 11l5 5 5-5",
  copy: "M7 7h9v9H7zM4 13V4h9",
  download: "M10 3v9M6 8.5l4 4 4-4M4 16.5h12",
  alert: "M10 3 2 17h16zM10 8v4M10 14.5v.5",
  dot: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  grip: "M7 5h.01M7 10h.01M7 15h.01M13 5h.01M13 10h.01M13 15h.01",
  bulb: "M8 16h4M8.5 18h3M7.5 13.5c0-1.5-2-2.5-2-5a4.5 4.5 0 0 1 9 0c0 2.5-2 3.5-2 5z",
  flag: "M5 17.5V3.5h9.5l-2 3.5 2 3.5H5",
  pencil: "M4 16l1-4L13.5 3.5l3 3L8 15zM11.5 5.5l3 3",
  book: "M10 5.5C8 4 5.5 4 3 4.5v11c2.5-.5 5-.5 7 1 2-1.5 4.5-1.5 7-1v-11c-2.5-.5-5-.5-7 1zM10 5.5v11",
  key: "M7 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM9.3 10 16 3.5M13 6.5 15.5 9",
  list: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  sun: "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1 1M14.7 14.7l1 1M15.7 4.3l-1 1M5.3 14.7l-1 1",
  moon: "M16 11.5A6.5 6.5 0 0 1 8.5 4a6.5 6.5 0 1 0 7.5 7.5z",
  screen: "M3 4.5h14v9H3zM7 17h6M10 13.5V17",
  board: "M2.5 4h15M4 4v8.5h12V4M10 12.5V15M7 17.5l3-2.5 3 2.5",
  unplug: "M7 3v4M13 3v4M5 7h10v2a5 5 0 0 1-10 0zM10 14v3.5",
};

/** A sign that only shows; the words beside it or the button's name say what it means. */
export function sign(name) {
  return s("svg", {class: `icon sign-${name}`, viewBox: "0 0 20 20", "aria-hidden": "true"}, s("path", {d: SIGNS[name]}));
}
