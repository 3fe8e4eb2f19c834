// What the panes of the workshop share: the model's state as the server has it, the selection, and the messages.
import {fill, write} from "./dom.js";
import {flushFields} from "./fields.js";

const STALE = 1500; // ms after which an echo of a selection is no longer expected

let clipboard = [];

/** `say` is an element that screen readers listen to; `render` draws all panes again soon. */
export function createShop(model, say, render) {
  const shop = {model, say, render, selected: model.selected, echoes: [], layout: "wide"};
  return Object.assign(shop, {
    send: (message) => {
      flushFields();
      model.send_msg(message);
    },
    speak: (template, values = {}) => write(say, fill(template, values)),
    brick: () => model.stack[shop.selected] ?? null,
    ...selection(shop),
    ...edits(shop),
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
      else shop.selected = index;
    },
  };
}

function edits(shop) {
  const {model} = shop;
  const count = () => model.stack.length;
  const jump = (index) => {
    shop.selected = index;
    shop.expect(index);
  };
  return {
    /** Add on top, or after the selected brick, or where it was dropped. */
    add(className, index = shop.selected >= 0 ? shop.selected + 1 : count()) {
      shop.send({op: "add", class_name: className, index});
      jump(index);
      shop.speak(model.words.said_added, {class_name: className});
    },
    remove(index = shop.selected) {
      const brick = model.stack[index];
      if (!brick) return;
      shop.send({op: "remove", index});
      shop.speak(model.words.said_removed, brick);
    },
    move(source, target) {
      if (!model.stack[source] || target < 0 || target >= count() || source === target) return;
      shop.send({op: "move", source, target});
      jump(target);
      shop.speak(model.words.said_moved, {n: target + 1});
    },
    copy(index = shop.selected) {
      const brick = model.stack[index];
      if (!brick) return;
      flushFields();
      clipboard = [{class_name: brick.class_name, config: structuredClone(brick.config ?? {})}];
      shop.speak(model.words.said_copied, brick);
    },
    paste(bricks = clipboard, index = shop.selected >= 0 ? shop.selected + 1 : count()) {
      if (!bricks.length) return;
      shop.send({op: "paste", index, bricks});
      jump(index);
      shop.speak(model.words.said_added, bricks[0]);
    },
    duplicate() {
      const brick = shop.brick();
      if (brick) shop.paste([{class_name: brick.class_name, config: structuredClone(brick.config ?? {})}]);
    },
    repair: (index) => shop.send({op: "repair", index}),
    undo: () => shop.send({op: "undo"}),
    redo: () => shop.send({op: "redo"}),
    flip: () => shop.send({op: "flip"}),
  };
}
