// Parts of a lesson as cards, each drawn by its kind and kept while its id stays.
import {h, patch} from "./dom.js";
import {createCheck, createGlossary, createHints, createLines, createSolution} from "./lesson_goals.js";
import {createChoice, createPrediction} from "./lesson_questions.js";
import {createFinding, createMatching, createTyped} from "./lesson_quizzes.js";
import {createOrdering} from "./ordering.js";
import {rich} from "./rich.js";

const KINDS = {
  prose: createProse, prediction: createPrediction, choice: createChoice, ordering: createOrdering, matching: createMatching,
  number: createTyped, words: createTyped, finding: createFinding, check: createCheck, hints: createHints, solution: createSolution,
  goals: createLines, summary: createLines, glossary: createGlossary,
};

export function render({model}) {
  const root = h("div", {class: "kit lesson-parts"});
  const context = {words: model.words, send: (op, id, value = null) => model.send_msg({op, id, value})};
  const draw = () => patch(root, model.parts, ({id, kind}) => `${kind} ${id}`, (part) => {
    const made = KINDS[part.kind](part, context);
    made.node.kbUpdate = made.update;
    return made.node;
  }, (node, part) => node.kbUpdate(part));
  model.on("parts", draw);
  draw();
  return root;
}

function createProse() {
  const node = h("div", {class: "prose"});
  return {node, update: (part) => rich(node, part.html)};
}
