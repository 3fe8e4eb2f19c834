// Items to be put in order: by dragging, by buttons, and by Alt+arrow keys.
import {fill, focused, h, patch, set, write} from "./dom.js";
import {sign} from "./icons.js";
import {createFrame, createStanding, said, submit} from "./lesson_frames.js";
import {rich} from "./rich.js";

export function createOrdering(part, {words, send}) {
  const frame = createFrame("quiz", words.quiz, "pencil");
  const standing = createStanding(words);
  const question = rich(h("p", {class: "question"}), part.question);
  const list = h("ol", {class: "ordering", role: "list"});
  const news = h("p", {class: "said", "aria-live": "polite"});
  const state = {part, words, list, news, order: [...part.order], names: part.items.map((item) => rich(h("span"), item.html).textContent)};
  frame.body.append(question, h("p", {class: "note"}, words.ordering_help), list, submit(words, () => send("answer", part.id, state.order)), standing.node, news);
  let answer = JSON.stringify(part.order);
  const update = (now) => {
    const key = JSON.stringify(now.answer ?? now.order);
    if (key !== answer) state.order = JSON.parse(key);
    answer = key;
    draw(state);
    standing.update({...now, quiet: true, html: said(now)});
  };
  return {node: frame.node, update};
}

function draw(state) {
  const {words, list, names, order} = state;
  patch(list, order, (index) => index, (index) => {
    const button = (icon, by) => h("button", {
      type: "button", class: "tool nudge", "data-by": by, onclick: () => move(state, index, placeOf(state, index) + by),
    }, sign(icon));
    const grip = h("span", {class: "grip", "aria-hidden": "true"}, sign("grip"));
    const item = h("li", {class: "orderable"}, grip, h("span", {class: "place", "aria-hidden": "true"}), rich(h("span", {class: "item"}), state.part.items[index].html), button("up", -1), button("down", 1));
    item.addEventListener("keydown", (event) => byKey(event, state, index));
    item.addEventListener("pointerdown", (event) => !event.target.closest("button") && drag(event, state, item, index));
    return item;
  }, (item, index, place) => {
    write(item.querySelector(".place"), String(place + 1));
    for (const button of item.querySelectorAll("button")) {
      const up = button.dataset.by === "-1";
      set(button, {
        "aria-label": fill(up ? words.move_up : words.move_down, {name: names[index], n: place + 1}),
        "aria-disabled": (up ? place === 0 : place === order.length - 1) ? "true" : null,
      });
    }
  });
}

function placeOf(state, index) {
  return state.order.indexOf(index);
}

/** Put an item to another place; the focus goes with it. */
function move(state, index, place) {
  const from = placeOf(state, index);
  if (place < 0 || place >= state.order.length || place === from) return;
  const had = focused(state.list);
  const order = state.order.filter((one) => one !== index);
  order.splice(place, 0, index);
  state.order = order;
  draw(state);
  if (had && state.list.contains(had)) had.focus();
  write(state.news, fill(state.words.moved, {name: state.names[index], n: place + 1}));
}

function byKey(event, state, index) {
  const by = {ArrowUp: -1, ArrowDown: 1}[event.key];
  if (!by || !event.altKey) return;
  event.preventDefault();
  move(state, index, placeOf(state, index) + by);
}

/** While it is dragged an item changes places with the neighbour whose middle it passes. */
function drag(event, state, item, index) {
  if (event.button !== 0 || (event.pointerType !== "mouse" && !event.target.closest(".grip"))) return;
  event.preventDefault();
  item.classList.add("dragged");
  const follow = (now) => {
    const others = [...state.list.children].filter((one) => one !== item);
    const place = others.filter((one) => {
      const box = one.getBoundingClientRect();
      return now.clientY > box.top + box.height / 2;
    }).length;
    move(state, index, place);
  };
  const end = () => {
    item.classList.remove("dragged");
    document.removeEventListener("pointermove", follow);
    for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, end);
  };
  document.addEventListener("pointermove", follow);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
}
