// What the panes of the workshop share: the model's state as the server has it, the selection, and the messages.
import {fill, write} from "./dom.js";
import {flushFields} from "./fields.js";

const STALE = 1500; // ms after which the answer to an edit or a selection is no longer expected

let clipboard = [];

/** `say` is an element that screen readers listen to; `render` draws all panes again soon. */
export function createShop(model, say, render) {
  const shop = {model, say, render, layout: "wide"};
  return Object.assign(shop, {
    selected: model.selected,
    length: model.stack.length,
    echoes: [],
    flights: [],
    send: (message) => {
      flushFields();
      model.send_msg(message);
    },
    speak: (template, values = {}) => write(say, fill(template, values)),
    at: () => Math.min(shop.selected, model.stack.length - 1),
    brick: () => model.stack[shop.at()] ?? null,
    ...selection(shop),
    ...edits(shop),
    ...copying(shop),
  });
}

/** The selection moves at once in the browser; echoes of our own messages must not move it back. */
function selection(shop) {
  return {
    select(index) {
      if (index === shop.selected) return;
      flushFields();
      shop.selected = index;
      shop.expect(index);
      shop.model.send_msg({op: "select", index});
      shop.render();
    },
    expect(index) {
      shop.echoes.push({index, until: performance.now() + STALE});
    },
    heard(index) {
      const now = performance.now();
      shop.echoes = shop.echoes.filter((echo) => echo.until > now);
      const place = shop.echoes.findIndex((echo) => echo.index === index);
      if (place >= 0) shop.echoes.splice(0, place + 1);
      if (place < 0 || !shop.echoes.length) shop.selected = index;
    },
  };
}

/** Edits may be quicker than their answers: `length` and `selected` are what they will be when all have come. */
function edits(shop) {
  const {model} = shop;
  const next = () => (shop.selected >= 0 ? Math.min(shop.selected + 1, shop.length) : shop.length);
  const foresee = (more, index) => {
    shop.flights.push(performance.now() + STALE);
    shop.length += more;
    shop.selected = index;
    shop.expect(index);
  };
  return {
    /** A new stack came from the server. */
    landed() {
      shop.flights.shift();
      shop.flights = shop.flights.filter((until) => until > performance.now());
      if (!shop.flights.length) shop.length = model.stack.length;
    },
    /** Add on top, or after the selected brick, or where it was dropped. */
    add(className, index = next()) {
      shop.send({op: "add", class_name: className, index});
      foresee(1, index);
      shop.speak(model.words.said_added, {class_name: className});
    },
    remove(index = shop.selected) {
      if (index < 0 || index >= shop.length) return;
      shop.speak(model.words.said_removed, model.stack[index] ?? {class_name: ""});
      shop.send({op: "remove", index});
      foresee(-1, Math.min(index, shop.length - 2));
    },
    move(source, target) {
      if (source < 0 || source >= shop.length || target < 0 || target >= shop.length || source === target) return;
      shop.send({op: "move", source, target});
      foresee(0, target);
      shop.speak(model.words.said_moved, {n: target + 1});
    },
    undo: () => shop.send({op: "undo"}),
    redo: () => shop.send({op: "redo"}),
    flip: () => shop.send({op: "flip"}),
    repair: (index) => shop.send({op: "repair", index}),
    foresee,
    next,
  };
}

function copying(shop) {
  const {model} = shop;
  return {
    copy(index = shop.at()) {
      const brick = model.stack[index];
      if (!brick) return;
      flushFields();
      clipboard = [{class_name: brick.class_name, config: structuredClone(brick.config ?? {})}];
      shop.speak(model.words.said_copied, brick);
    },
    paste(bricks = clipboard, index = shop.next()) {
      if (!bricks.length) return;
      shop.send({op: "paste", index, bricks});
      shop.foresee(bricks.length, index);
      shop.speak(model.words.said_added, bricks[0]);
    },
    duplicate() {
      const brick = shop.brick();
      if (brick) shop.paste([{class_name: brick.class_name, config: structuredClone(brick.config ?? {})}]);
    },
  };
}
