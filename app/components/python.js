// Python code into coloured pieces: enough of the language to read Keras code by.
import {h} from "./dom.js";

const PIECE = new RegExp([
  /(?<comment>#[^\n]*)/,
  /(?<string>[rbfuRBFU]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))/,
  /(?<number>\b(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\b)/,
  /(?<keyword>\b(?:import|from|as|def|return|for|in|if|elif|else|while|with|lambda|class|not|and|or|is|pass|try|except)\b)/,
  /(?<constant>\b(?:None|True|False)\b)/,
  /(?<argument>(?<=[(,]\s*)[A-Za-z_]\w*(?= *=(?!=)))/,
  /(?<call>\b[A-Za-z_]\w*(?= *\())/,
].map((one) => one.source).join("|"), "g");

/** The code as nodes: text, and a span with its kind as class for each piece that has a colour. */
export function coloured(code) {
  const nodes = [];
  let at = 0;
  for (const found of code.matchAll(PIECE)) {
    if (found.index > at) nodes.push(code.slice(at, found.index));
    const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
    nodes.push(h("span", {class: kind}, found[0]));
    at = found.index + found[0].length;
  }
  nodes.push(code.slice(at));
  return nodes;
}
