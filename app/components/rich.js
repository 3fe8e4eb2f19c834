// Text of a lesson as safe HTML: the one place where marked-up text enters the page, tag by known tag.

const TAGS = new Set(["A", "B", "BLOCKQUOTE", "BR", "CODE", "DEL", "DIV", "EM", "H1", "H2", "H3", "H4", "H5", "H6", "HR", "I", "LI", "OL",
  "P", "PRE", "S", "SPAN", "STRONG", "SUB", "SUP", "TABLE", "TBODY", "TD", "TH", "THEAD", "TR", "UL"]);
const ATTRIBUTES = {A: ["href", "target", "rel"], OL: ["start"], TD: ["style"], TH: ["style"], SPAN: ["class"], CODE: ["class"]};
const ALIGNED = /^text-align: ?(left|center|right);?$/;

/** Show HTML that the lesson reader made; what it would never make is left out, whoever sent it. */
export function rich(node, html) {
  if (node.kbHtml === html) return node;
  node.kbHtml = html;
  const parsed = new DOMParser().parseFromString(html ?? "", "text/html");
  node.replaceChildren(...[...parsed.body.childNodes].flatMap(safe));
  return node;
}

function safe(node) {
  if (node.nodeType === Node.TEXT_NODE) return [node.textContent];
  if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE"].includes(node.tagName)) return [];
  const inner = [...node.childNodes].flatMap(safe);
  if (!TAGS.has(node.tagName)) return inner;
  const made = document.createElement(node.tagName);
  for (const name of ATTRIBUTES[node.tagName] ?? []) {
    const value = node.getAttribute(name);
    if (value !== null && allowed(name, value)) made.setAttribute(name, value);
  }
  made.append(...inner);
  return [framed(made)];
}

function allowed(name, value) {
  if (name === "href") return leadsToPage(value);
  return name !== "style" || ALIGNED.test(value);
}

/** Pages of the web have an origin; script and data addresses have none. */
function leadsToPage(address) {
  try {
    const url = new URL(address, location.href);
    return url.origin !== "null" && url.protocol !== "blob:";
  } catch {
    return false;
  }
}

/** Wide things scroll in a box of their own, which the keyboard can reach. */
function framed(node) {
  if (node.tagName !== "TABLE" && node.tagName !== "PRE") return node;
  const box = document.createElement("div");
  box.className = "wide-box";
  box.tabIndex = 0;
  box.append(node);
  return box;
}
