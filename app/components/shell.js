// The top bar's tools: theme and projector mode; besides, the learner's cookie and the banner of a lost connection.
import {fresh, h, set} from "./dom.js";
import {applyMode, applyTheme, chooseTheme, chosenTheme, followSystem, isDark, isProjected, project, THEMES} from "./appearance.js";
import {sign} from "./icons.js";
import {enableLegends} from "./legends.js";
import {watchLook} from "./look.js";

const YEAR = 365 * 24 * 3600; // seconds that the cookie lasts
const COOKIE = "kb_learner";
const LOOK = "kb_look";
const ICONS = {light: "sun", dark: "moon", system: "screen"};
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]";

export function render({model}) {
  const {words} = model;
  applyTheme();
  applyMode();
  remember(model.learner);
  const themes = createThemes(words);
  const projector = h("button", {type: "button", class: "tool projector", "aria-keyshortcuts": "P", title: words.projector_hint,
    "aria-label": words.projector, onclick: () => project(!isProjected())}, sign("board"), h("kbd", {"aria-hidden": "true"}, "P"));
  const banner = createBanner(model, words);
  const report = () => {
    set(projector, {"aria-pressed": String(isProjected())});
    if (model.dark !== isDark()) model.dark = isDark();
    if (model.projector !== isProjected()) model.projector = isProjected();
    keepCookie(LOOK, `${isDark() ? "dark" : ""}${isProjected() ? "projector" : ""}`); // charts are drawn so from the start
  };
  model.on("remove", followSystem(applyTheme));
  model.on("learner", () => remember(model.learner));
  model.on("remove", enableLegends(words.legend));
  watchLook(model, report);
  watchTabs(model);
  listen(model);
  report();
  return h("div", {class: "kit tools"}, themes, projector, banner);
}

/** Light, dark or as the system: radios that look like one switch. */
function createThemes(words) {
  const name = fresh("theme");
  return h("div", {class: "segments", role: "radiogroup", "aria-label": words.theme}, THEMES.map((theme) => {
    const input = h("input", {type: "radio", name, value: theme, "aria-label": words[theme], checked: theme === chosenTheme(),
      onchange: () => chooseTheme(theme)});
    return h("label", {class: "segment", title: words[theme]}, input, h("span", {}, sign(ICONS[theme])));
  }));
}

/** Which panels of the page's tabs are shown: what is hidden need not be drawn. */
function watchTabs(model) {
  const tell = () => {
    const shown = [...document.querySelectorAll("[role=tab][aria-selected=true]")].map((tab) => tab.getAttribute("aria-controls") ?? "");
    if (shown.join() !== model.tabs.join()) model.tabs = shown;
  };
  addEventListener("kb-tab", tell);
  model.on("remove", () => removeEventListener("kb-tab", tell));
  tell();
}

/** P for projector, unless somebody is typing; the place of the key counts, so that it works in Hangul too. */
function listen(model) {
  const pressed = (event) => {
    if (event.code !== "KeyP" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.composedPath()[0].matches?.(TYPING)) return;
    event.preventDefault();
    project(!isProjected());
  };
  document.addEventListener("keydown", pressed);
  model.on("remove", () => document.removeEventListener("keydown", pressed));
}

/** The server's name for this learner, kept unless the browser has one already. */
function remember(learner) {
  if (!learner || document.cookie.split("; ").some((one) => one.startsWith(`${COOKIE}=`))) return;
  keepCookie(COOKIE, learner);
}

function keepCookie(name, value) {
  const secure = location.protocol.endsWith("s:") ? "; Secure" : ""; // what came encrypted goes back encrypted
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Strict${secure}`;
}

/** Shown when the server is gone, and not when it is the learner who leaves. */
function createBanner(model, words) {
  const live = h("p", {role: "alert"});
  const again = h("button", {type: "button", class: "primary", onclick: () => location.reload()}, words.reconnect);
  const node = h("div", {class: "lost", hidden: true}, sign("unplug"), live, again);
  let leaving = false;
  const leave = () => { leaving = true; };
  const page = model.document;
  const lost = () => {
    if (leaving) return;
    node.hidden = false;
    live.textContent = words.lost;
  };
  const back = () => {
    node.hidden = true;
    live.textContent = "";
  };
  addEventListener("pagehide", leave);
  addEventListener("beforeunload", leave);
  page?.config?.setv?.({notify_connection_status: false});
  page?.on_event?.("connection_lost", lost);
  page?.on_event?.("client_reconnected", back);
  model.on("remove", () => {
    removeEventListener("pagehide", leave);
    removeEventListener("beforeunload", leave);
  });
  return node;
}
