"""The model as the workshop shows it: the palette's catalogue, and a plain dict for every brick of the stack."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from app.state.forms import form_of
from app.texts import words
from app.texts.cards import card
from app.texts.problems import say
from engine import registry
from engine.errors import Problem
from engine.layers.input_layer import InputLayer
from engine.specs.experiment import Experiment
from engine.specs.inspection import LayerReport, inspect
from engine.specs.objects import ObjectSpec
from engine.specs.repairs import Draft, repair
from engine.typing import Shape

FACES = ("units", "output_dim", "filters", "rate", "stddev", "target_shape", "dims", "n", "pool_size", "kernel_size")
"""Hyperparameters that are written on a brick, where its layer has them."""


@cache
def catalog() -> list[dict[str, Any]]:
    """What the palette offers, by family, in the registry's order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for cls in registry.classes("layer"):
        if cls is not InputLayer:
            groups.setdefault(cls.family, []).append(_item(cls))
    titles = words("interface")["families"]
    return [{"group": family, "title": titles[family], "items": items} for family, items in groups.items()]


def _item(cls: type[Any]) -> dict[str, Any]:
    return {"class_name": cls.__name__, "family": cls.family, "form": cls.form,
            "summary": card("layer", cls.__name__).summary, "fields": form_of("layer", cls)}


def stack(experiment: Experiment, problems: list[Problem]) -> list[dict[str, Any]]:
    """The bricks of a stack that lies on its data, from the data up."""
    at: dict[int, Problem] = {}
    for problem in reversed(problems):
        if len(problem.path) > 1 and problem.path[0] == "layers":
            at[int(problem.path[1])] = problem
    draft = Draft(experiment.model, experiment.compile)
    pairs = zip(experiment.model.layers, inspect(experiment.model), strict=True)
    return [_brick(spec, report, at.get(index), draft) for index, (spec, report) in enumerate(pairs)]


def _brick(spec: ObjectSpec, report: LayerReport, problem: Problem | None, draft: Draft) -> dict[str, Any]:
    cls = registry.table("layer").get(spec.class_name)
    activation = spec.config.get("activation")
    output = report.output_shape
    return {
        "class_name": spec.class_name,
        "family": getattr(cls, "family", "other"),
        "form": getattr(cls, "form", "brick"),
        "inside": _inside(spec.config),
        "name": spec.config.get("name") or "",
        "face": _face(spec.config),
        "activation": activation if isinstance(activation, str) and activation != "linear" else None,
        "input_shape": shape_text(report.input_shape),
        "output_shape": shape_text(output),
        "studs": _last(output),
        "width_units": _last(output),
        "params": report.parameters,
        "problem": None if problem is None else _problem(problem, draft),
        "config": dict(spec.config),
    }


def _inside(config: Mapping[str, Any]) -> dict[str, str] | None:
    """How the layer that another wraps is drawn in it."""
    inner = config.get("layer")
    cls = registry.table("layer").get(str(inner.get("class_name"))) if isinstance(inner, Mapping) else None
    return None if cls is None else {"family": cls.family, "form": cls.form}


def _face(config: Mapping[str, Any]) -> list[str]:
    """What is written on a brick; one that wraps another bears that one's name before its numbers."""
    inside = config.get("layer", config.get("cell"))
    own = [str(config[name]) for name in FACES if name in config]
    if not isinstance(inside, Mapping) or not isinstance(inside.get("config"), Mapping):
        return own
    return [str(inside.get("class_name")), *_face(inside["config"]), *own]


def _problem(problem: Problem, draft: Draft) -> dict[str, Any]:
    mended = repair(draft, problem)
    button = words("problems")["repairs"].get(problem.code, words("problems")["repair"])
    argument = problem.path[2] if len(problem.path) > 2 else None
    return {"text": say(problem), "severity": "error", "field": argument, "repair": None if mended is None else button}


def _last(shape: Shape | None) -> int:
    """How many studs a brick has: the numbers of one sample, along its last axis."""
    return 0 if not shape or len(shape) < 2 else int(shape[-1] or 1)


def shape_text(shape: Shape | None) -> str | None:
    """``(None, 64)`` as Keras prints it."""
    return None if shape is None else str(tuple(shape))

