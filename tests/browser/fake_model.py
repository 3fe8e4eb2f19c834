"""A small model that the workshop's harness edits: enough of shapes and problems to draw every state of a brick."""

import copy
import tomllib
from math import prod
from pathlib import Path
from typing import Any

from app.components.workshop import Edit, Workshop

CATALOG = tomllib.loads(Path(__file__).with_name("workshop_catalog.toml").read_text("utf-8"))
TEXTS = CATALOG["texts"]
ITEMS = {item["class_name"]: item for group in CATALOG["groups"] for item in group["items"]}

Brick = dict[str, Any]
Shape = tuple[int, ...]


def catalog() -> list[dict[str, Any]]:
    """The palette, with the fields of every item written out."""
    fields = {name: {"name": name, **field} for name, field in CATALOG["fields"].items()}
    groups = copy.deepcopy(CATALOG["groups"])
    for group in groups:
        for item in group["items"]:
            item["fields"] = [fields[name] for name in item["fields"]]
    return groups


def brick(class_name: str, **config: Any) -> Brick:
    return {"class_name": class_name, "config": config}


def output(made: Brick, shape: Shape) -> Shape:
    config = made["config"]
    kind = ITEMS[made["class_name"]]["form"]
    if kind in ("brick", "tube", "widen"):
        units = config.get("units", config.get("output_dim", 1))
        return (*shape[:-1], units) if isinstance(units, int) and kind == "brick" else (units,)
    if kind in ("grooved", "double-grooved"):
        return (*shape[:-1], config["filters"])
    if made["class_name"] == "Flatten":
        return (prod(shape),)
    if kind == "slope-one":
        return shape[-1:]
    return shape


def problem(made: Brick, shape: Shape) -> dict[str, Any] | None:
    units = made["config"].get("units", 1)
    if not isinstance(units, int) or not 0 < units <= 65536:
        return {"text": TEXTS["units_low"].format(value=units), "severity": "error", "repair": None, "field": "units"}
    if made["class_name"] == "Dense" and len(shape) > 1:
        text = TEXTS["flat"].format(shape=shape)
        return {"text": text, "severity": "error", "repair": TEXTS["insert"], "field": None}
    return None


def face(made: Brick) -> list[str]:
    config = made["config"]
    keys = [key for key in ("units", "filters", "rate", "output_dim", "kernel_size", "pool_size") if key in config]
    return ["×".join(map(str, config[k])) if isinstance(config[k], list) else str(config[k])[:6] for k in keys]


class FakeModel:
    """Applies edits to a list of bricks and shows the result in a workshop."""

    def __init__(self, bricks: list[Brick], input_shape: Shape = (8, 8, 1)) -> None:
        self.bricks, self.input_shape = bricks, input_shape
        self.past: list[list[Brick]] = []
        self.future: list[list[Brick]] = []
        self.edits: list[Edit] = []
        kind = {1: "vector", 2: "sequence", 3: "image"}[len(input_shape)]
        base = {"kind": kind, "title": TEXTS["title"], "shape": str(input_shape), "count": TEXTS["count"]}
        plate = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "problem": None}
        self.workshop = Workshop(catalog=catalog(), base=base, plate=plate, selected=len(bricks) - 1)
        self.workshop.on_edit(self.apply)
        self.show()

    def apply(self, edit: Edit) -> None:
        self.edits.append(edit)
        if edit["op"] in ("select", "flip"):
            self.workshop.param.update(
                **{"selected": edit["index"]} if edit["op"] == "select" else {"upward": not self.workshop.upward}
            )
            return
        if edit["op"] in ("undo", "redo"):
            self.travel(*(self.past, self.future) if edit["op"] == "undo" else (self.future, self.past))
            return
        if edit["op"] == "remove" and not 0 <= edit["index"] < len(self.bricks):
            return
        if not all(0 <= edit[key] < len(self.bricks) for key in ("source", "target") if key in edit):
            return
        before, notice = copy.deepcopy(self.bricks), None
        selected = getattr(self, f"_{edit['op']}")(edit)
        if edit["op"] == "remove":
            class_name = before[edit["index"]]["class_name"]
            notice = {"text": TEXTS["removed"].format(class_name=class_name), "undo": True, "n": len(self.past)}
        self.past.append(before)
        self.future.clear()
        self.show(selected, notice)

    def travel(self, source: list[list[Brick]], target: list[list[Brick]]) -> None:
        if source:
            target.append(self.bricks)
            self.bricks = source.pop()
            self.show(min(self.workshop.selected, len(self.bricks) - 1))

    def _add(self, edit: Edit) -> int:
        self.bricks.insert(edit["index"], brick(edit["class_name"], **ITEMS[edit["class_name"]]["defaults"]))
        return min(edit["index"], len(self.bricks) - 1)

    def _remove(self, edit: Edit) -> int:
        del self.bricks[edit["index"]]
        return min(edit["index"], len(self.bricks) - 1)

    def _move(self, edit: Edit) -> int:
        self.bricks.insert(edit["target"], self.bricks.pop(edit["source"]))
        return int(edit["target"])

    def _set(self, edit: Edit) -> int:
        self.bricks[edit["index"]]["config"][edit["name"]] = edit["value"]
        return self.workshop.selected

    def _paste(self, edit: Edit) -> int:
        self.bricks[edit["index"]:edit["index"]] = copy.deepcopy(edit["bricks"])
        return int(edit["index"])

    def _repair(self, edit: Edit) -> int:
        self.bricks.insert(edit["index"], brick("Flatten"))
        return int(edit["index"]) + 1

    def show(self, selected: int | None = None, notice: dict[str, Any] | None = None) -> None:
        shape, stack, total = self.input_shape, [], 0
        for made in self.bricks:
            item = ITEMS[made["class_name"]]
            wrong = problem(made, shape)
            after = shape if wrong else output(made, shape)
            params = 0 if wrong or item["form"] not in ("brick", "grooved", "double-grooved", "tube") else (
                (shape[-1] + 1) * after[-1]
            )
            total += params
            stack.append({
                "class_name": made["class_name"], "family": item["family"], "form": item["form"], "name": None,
                "face": face(made), "activation": made["config"].get("activation") if item["form"] != "film" else None,
                "input_shape": str((None, *shape)), "output_shape": None if wrong else str((None, *after)),
                "studs": after[-1], "width_units": after[-1], "params": params, "problem": wrong,
                "config": copy.deepcopy(made["config"]),
            })
            shape = after
        self.workshop.param.update(
            stack=stack, total_params=total, can_undo=bool(self.past), can_redo=bool(self.future), notice=notice,
            selected=self.workshop.selected if selected is None else selected,
        )
