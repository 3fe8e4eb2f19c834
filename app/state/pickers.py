"""The forms of the compile and fit cells: fields and values as plain data."""

from functools import cache
from typing import Any

from app.state.forms import form_of
from app.state.notebook import Notebook
from app.texts import words
from app.texts.cards import card
from app.texts.problems import say
from engine import registry
from engine.errors import Problem
from engine.hyperparameters import MISSING, hyperparameters
from engine.specs.data import SHARE
from engine.specs.edits import configure_object
from engine.specs.experiment import FIT_RANGES, Experiment
from engine.specs.objects import RESOLVED, CodeSpec, CompileSpec, FitSpec, ObjectSpec
from engine.validators import Real

Fields = list[dict[str, Any]]
DEFAULT_RATE = 0.001
SHARED = ("name", "dtype", "loss_scale_factor")
"""Arguments that change nothing a learner could see."""


def picker(name: str, title: str, options: list[dict[str, Any]], several: bool = False) -> dict[str, Any]:
    """A combobox field."""
    return {"name": name, "title": title, "label": "", "widget": "pickers" if several else "picker", "options": options,
            "required": True, "advanced": False, "wide": True}


# --- compile --------------------------------------------------------------------------------------------------------


def compile_fields(spec: CompileSpec) -> Fields:
    """Optimizer, loss and metrics, and below them the arguments of the optimizer and of the loss."""
    said = words("interface")["compile"]
    fields = [{**made, "wide": False} for made in (
        picker("optimizer", said["optimizer"], _options("optimizer")),
        picker("loss", said["loss"], _options("loss")),
        picker("metrics", said["metrics"], _metric_options(), several=True))]
    return [*fields, *_part_fields("optimizer", spec.optimizer), *_part_fields("loss", spec.loss)]


def compile_values(spec: CompileSpec) -> dict[str, Any]:
    """The values of :func:`compile_fields`; arguments are named ``optimizer.beta_1`` and so on."""
    found: dict[str, Any] = {"optimizer": spec.optimizer.class_name, "loss": spec.loss.class_name,
                             "metrics": [m.class_name for m in spec.metrics]}
    for part, chosen in (("optimizer", spec.optimizer), ("loss", spec.loss)):
        found.update({f"{part}.{name}": value for name, value in chosen.config.items()})
    return found


def _part_fields(part: str, spec: ObjectSpec) -> Fields:
    cls = registry.table(part).get(spec.class_name)
    if cls is None:
        return []
    return [{**field, "name": f"{part}.{field['name']}", "title": field["name"],
             "advanced": field["name"] != "learning_rate"}
            for field in form_of(part, cls) if field["name"] not in SHARED]


@cache
def _options(kind: str) -> list[dict[str, Any]]:
    made = [cls for cls in registry.classes(kind)
            if all(f.default is not MISSING for f in hyperparameters(cls).values())]
    return [{"value": cls.__name__, "label": cls.__name__ if kind == "optimizer" else registry.identifier(cls),
             "help": f"{card(kind, cls.__name__).title}: {card(kind, cls.__name__).summary}", "group": ""}
            for cls in made]


@cache
def _metric_options() -> list[dict[str, Any]]:
    accuracy = {"value": "accuracy", "label": "accuracy", "group": "",
                "help": words("interface")["compile"]["accuracy"]}
    return [accuracy, *(option for option in _options("metric") if option["value"] not in RESOLVED)]


# --- fit ------------------------------------------------------------------------------------------------------------


def fit_fields(spec: FitSpec | None = None) -> Fields:
    """Epochs, batch size, learning rate, validation share, seed and callbacks, and below these their arguments.

    Limits that are far from any use are left out.
    """
    said = words("interface")["fit"]
    defaults = FitSpec()
    fields = [{**range_.form(), "high": None, "name": name, "title": said[name], "help": said["help"][name],
               "default": getattr(defaults, name), "required": False, "advanced": False}
              for name, range_ in FIT_RANGES.items()]
    rate = {**Real(low=0).form(), "name": "learning_rate", "title": said["learning_rate"], "required": False,
            "help": said["help"]["learning_rate"], "default": DEFAULT_RATE, "advanced": False}
    share = {**SHARE.form(), "name": "validation_share", "title": "validation_split",
             "label": words("interface")["data"]["validation_share"], "required": False, "default": 0.1,
             "advanced": True}
    *first, seed = fields
    callbacks = picker("callbacks", said["callbacks"], _callback_options(), several=True)
    return [*first, rate, share, {**seed, "low": None, "advanced": True},
            {**callbacks, "help": said["help"]["callbacks"], "required": False, "advanced": True},
            *(field for index, callback in enumerate(defaults.callbacks if spec is None else spec.callbacks)
              for field in _callback_fields(index, callback))]


def fit_values(experiment: Experiment) -> dict[str, Any]:
    """The values of :func:`fit_fields`."""
    spec = experiment.fit
    chosen = [callback for callback in spec.callbacks if isinstance(callback, ObjectSpec)]
    share = experiment.data.validation_share if spec.validation_split is None else spec.validation_split
    return {**{name: getattr(spec, name) for name in FIT_RANGES}, "learning_rate": rate_of(experiment.compile),
            "validation_share": share, "callbacks": [callback.class_name for callback in chosen],
            **{f"callbacks.{index}.{name}": value for index, callback in enumerate(spec.callbacks)
               if isinstance(callback, ObjectSpec) for name, value in callback.config.items()}}


def changed_callbacks(spec: FitSpec, name: str, value: Any) -> tuple[ObjectSpec | CodeSpec, ...]:
    """The callbacks after a change of the field ``callbacks``, a list of classes, or of ``callbacks.0.patience``.

    Those that are code alone stay.
    """
    callbacks = list(spec.callbacks)
    if name == "callbacks":
        kept = {callback.class_name: callback for callback in callbacks if isinstance(callback, ObjectSpec)}
        code = [callback for callback in callbacks if isinstance(callback, CodeSpec)]
        return (*(kept.get(str(each), ObjectSpec(str(each))) for each in value), *code)
    _, number, argument = name.split(".", 2)
    for index, callback in enumerate(callbacks):
        if str(index) == number and isinstance(callback, ObjectSpec):
            callbacks[index] = configure_object("callback", callback, argument, value)
    return tuple(callbacks)


@cache
def _callback_options() -> list[dict[str, Any]]:
    return [{**option, "label": option["value"]} for option in _options("callback")]


def _callback_fields(index: int, spec: ObjectSpec | CodeSpec) -> Fields:
    cls = registry.table("callback").get(spec.class_name) if isinstance(spec, ObjectSpec) else None
    if cls is None:
        return []
    return [{**field, "name": f"callbacks.{index}.{field['name']}", "title": f"{cls.__name__}: {field['name']}",
             "advanced": True} for field in form_of("callback", cls)]


def rate_of(spec: CompileSpec) -> Any:
    """The learning rate as it is written, or the default of the optimizer."""
    cls = registry.table("optimizer").get(spec.optimizer.class_name)
    default = DEFAULT_RATE if cls is None else hyperparameters(cls)["learning_rate"].default
    rate = spec.optimizer.config.get("learning_rate", default)
    return rate if not isinstance(rate, dict) else str(rate.get("class_name"))


def problems_by_field(notebook: Notebook, cell: str) -> dict[str, Any]:
    """The problems of a cell by the field they belong to; ``""`` is the form itself."""
    found: dict[str, Any] = {}
    for problem in notebook.problems():
        if problem.path[:1] == (cell,):
            name = ".".join(str(step) for step in problem.path[1:])
            found.setdefault(name, {"text": say(problem), "repair": repair_word(notebook, problem)})
    return found


def repair_word(notebook: Notebook, problem: Problem) -> str | None:
    """What the button says that mends a problem; None where no button can."""
    said = words("problems")
    word: str = said["repairs"].get(problem.code, said["repair"])
    return word if notebook.repairable(problem) else None
