// The page's own behaviour, outside of any component: theme before the first paint, tabs, and the rail of steps.
import {applyMode, applyTheme} from "./appearance.js";

const TABS = "kb_tab";
const READING = 0.35; // share of the window's height above which a step counts as being read

/** Upgrade the markup that the template has drawn. */
function start(page = document) {
  applyTheme();
  applyMode();
  for (const group of page.querySelectorAll("[data-tabs]")) upgradeTabs(group);
  const rail = page.querySelector("nav[data-rail], nav.rail");
  if (rail) followSteps(rail);
}

/** `<div data-tabs="name"><div role="tablist">…</div> panels</div>`: one tab stop, arrow keys, and the choice is kept. */
function upgradeTabs(group) {
  const tabs = [...group.querySelectorAll(":scope > [role=tablist] > [role=tab]")];
  const name = `${TABS} ${location.pathname} ${group.dataset.tabs}`;
  const show = (chosen, focus) => {
    for (const tab of tabs) {
      const here = tab === chosen;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls"));
      if (panel) panel.hidden = !here;
    }
    if (focus) chosen.focus();
    keep(name, chosen.id);
    dispatchEvent(new Event("resize")); // what was hidden takes its size
    dispatchEvent(new Event("kb-tab")); // the server draws what is shown
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => show(tab, false));
    tab.addEventListener("keydown", (event) => {
      const to = target(event, tabs, tabs.indexOf(tab));
      if (!to) return;
      event.preventDefault();
      show(to, true);
    });
  }
  const kept = recall(name);
  show(tabs.find((tab) => tab.id === kept) ?? tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0], false);
}

function target(event, tabs, at) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const last = tabs.length - 1;
  const places = {ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last};
  return tabs[places[event.key]] ?? null;
}

/** Mark the step that is being read with aria-current, and keep it in sight where the rail scrolls. */
function followSteps(rail) {
  const links = [...rail.querySelectorAll('a[href^="#"]')];
  const steps = links.map((link) => document.getElementById(link.hash.slice(1)));
  let current = null;
  let queued = false;
  const look = () => {
    queued = false;
    const line = innerHeight * READING;
    const below = innerHeight + scrollY >= document.documentElement.scrollHeight - 2 && scrollY > 0;
    const tops = steps.map((step) => step?.getBoundingClientRect().top ?? Infinity);
    const seen = below ? tops.findLastIndex((top) => top < innerHeight) : tops.findLastIndex((top) => top <= line);
    mark(links[Math.max(0, seen)]);
  };
  const mark = (link) => {
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "step");
    current = link;
    const box = rail.scrollWidth > rail.clientWidth ? rail : rail.querySelector("ol, ul") ?? rail;
    box.scrollTo?.({left: link.offsetLeft - (box.clientWidth - link.offsetWidth) / 2});
  };
  const soon = () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(look);
  };
  addEventListener("scroll", soon, {passive: true});
  addEventListener("resize", soon);
  new ResizeObserver(soon).observe(document.body);
  look();
}

/** Storage may be forbidden; then the first tab is shown. */
function keep(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    return;
  }
}

function recall(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

start();
