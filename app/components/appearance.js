// Theme and projector mode: what the learner chose, kept in the browser and written on the page's root.
const ROOT = document.documentElement;
const THEME = "kb_theme";
const MODE = "kb_mode";
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

export const THEMES = ["light", "dark", "system"];

/** The theme that was chosen, `system` at first. */
export function chosenTheme() {
  const kept = recall(localStorage, THEME);
  return THEMES.includes(kept) ? kept : "system";
}

export function chooseTheme(theme) {
  keep(localStorage, THEME, theme);
  applyTheme();
}

/** Write the theme on the root: `light` or `dark`, whatever was chosen. */
export function applyTheme() {
  const theme = chosenTheme();
  ROOT.dataset.theme = theme === "system" ? (SYSTEM.matches ? "dark" : "light") : theme;
}

/** Whether the page is dark just now. */
export function isDark() {
  return ROOT.dataset.theme === "dark";
}

export function isProjected() {
  return ROOT.dataset.mode === "projector";
}

/** Projector mode lasts as long as the tab. */
export function project(wanted) {
  keep(sessionStorage, MODE, wanted ? "projector" : "");
  applyMode();
}

export function applyMode() {
  if (recall(sessionStorage, MODE) === "projector") ROOT.dataset.mode = "projector";
  else delete ROOT.dataset.mode;
}

/** Call `changed` when the system turns light or dark; returns a way to stop. */
export function followSystem(changed) {
  SYSTEM.addEventListener("change", changed);
  return () => SYSTEM.removeEventListener("change", changed);
}

/** Storage may be forbidden; then the choice lasts until the page is loaded again. */
const unkept = new Map();

function keep(storage, name, value) {
  unkept.set(name, value);
  try {
    storage.setItem(name, value);
  } catch {
    return;
  }
}

function recall(storage, name) {
  try {
    return storage.getItem(name) ?? unkept.get(name) ?? null;
  } catch {
    return unkept.get(name) ?? null;
  }
}
