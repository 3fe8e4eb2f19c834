"""One learner's notebook: the experiment, its history of edits, and the run that is made of it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, final

import param

from app.state.edit_messages import read_edit
from app.state.forms import chosen, first_config
from app.state.run import Run
from engine.errors import Problem, ProblemError
from engine.specs.canonical import canonical
from engine.specs.code_edits import update_code
from engine.specs.data import data_problems, target_of
from engine.specs.edits import configure, insert, move, remove
from engine.specs.experiment import Experiment
from engine.specs.matching import default_compile
from engine.specs.objects import CompileSpec, DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.specs.repairs import Draft, repair
from engine.specs.starter_model import mismatches_data, suggest_model

UNDO_STEPS = 100

log = logging.getLogger(__name__)

Step = tuple[ModelSpec, CompileSpec | None, DataSpec | None]
"""What undo brings back: a stack, and compile arguments and data where these were changed together with it."""

FIRST = Experiment(
    DataSpec("digits"),
    ModelSpec((ObjectSpec("Flatten"), ObjectSpec("Dense", {"units": 64, "activation": "relu"}),
               ObjectSpec("Dense", {"units": 10, "activation": "softmax"}))),
    CompileSpec(ObjectSpec("Adam", {"learning_rate": 0.01}), ObjectSpec("SparseCategoricalCrossentropy"),
                (ObjectSpec("accuracy"),)),
    FitSpec(epochs=20, batch_size=32, seed=1),
)
"""What a fresh machine shows: one press of the button gives a curve."""


@final
class Notebook(param.Parameterized):
    """The state behind a page. ``revision`` grows with every change of what is to be built.

    touched: which of data, stack, compile and fit the learner has changed. selected: the brick that the inspector
    shows, or -1. upward: whether the model grows from below. notice: what just happened to the stack, for the toast,
    as ``(key, class name)``.
    """

    experiment: Experiment = param.ClassSelector(class_=Experiment, default=FIRST.with_input_shape())
    selected = param.Integer(default=-1)
    upward = param.Boolean(default=True)
    notice: tuple[str, str] | None = param.Parameter(default=None)
    revision = param.Integer(default=0)

    def __init__(self, experiment: Experiment = FIRST, **params: Any) -> None:
        super().__init__(experiment=experiment.with_input_shape(), **params)
        self.run = Run()
        self.touched: set[str] = set()
        self.sources: dict[str, str] = {}
        self._texts: dict[str, tuple[Experiment, str, str | None]] = {}
        self._moved = False
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._inspected: Experiment | None = None
        self._found: list[Problem] = []

    # --- what is wrong ----------------------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """Everything that stands in the way of training; looked for once, though every cell asks."""
        if self._inspected is not self.experiment:
            self._inspected, self._found = self.experiment, self.experiment.problems()
        return list(self._found)

    def repairable(self, problem: Problem) -> bool:
        """Whether one press mends it."""
        return repair(self._draft, problem) is not None

    def repair(self, *path: str | int) -> None:
        """Mend the first problem whose path begins so, if it can be mended at one press."""
        for problem in self.problems():
            if problem.path[: len(path)] == path:
                draft = repair(self._draft, problem)
                if draft is not None:
                    self.change_stack(draft.model, draft.compile, draft.data)
                    self.notice = ("repaired", "")
                return

    @property
    def outgrown(self) -> bool:
        """Whether other data was chosen, and the stack was made for the data before."""
        return self._moved and mismatches_data(self.experiment)

    def suit_data(self) -> None:
        """A small model that fits the data, in one step that can be undone."""
        if not data_problems(self.experiment.data):
            fitting = suggest_model(self.experiment.data)
            self.change_stack(fitting.model, fitting.compile)
            self.param.update(selected=-1, notice=None)

    @property
    def _draft(self) -> Draft:
        return Draft(self.experiment.model, self.experiment.compile, self.experiment.data)

    # --- the stack --------------------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def edit(self, message: Mapping[str, Any]) -> Problem | None:
        """Apply an edit of the workshop, ``{"op": …}``; a message that is no edit of this stack changes nothing.

        Returns the problem of an edit that would go beyond a limit. A bug is logged, and the page goes on.
        """
        handlers: dict[str, Callable[..., None]] = {
            "add": self._add, "remove": self._remove, "move": self._move, "set": self._set, "paste": self._paste,
            "repair": self._repair, "undo": self.undo, "redo": self.redo, "select": self._select, "flip": self._flip,
        }
        edit = read_edit(message, len(self.experiment.model.layers))
        if edit is None:
            return None
        operation, arguments = edit
        try:
            handlers[operation](**arguments)
        except ProblemError as error:
            return None if error.problem.code == "bad_document" else error.problem
        except Exception:
            log.exception("the edit %r failed", operation)
        return None

    def undo(self) -> None:
        self._travel(self._past, self._future)

    def redo(self) -> None:
        self._travel(self._future, self._past)

    def _travel(self, source: list[Step], target: list[Step]) -> None:
        """Go one step; the stack lies on the data that is chosen now, and what only other cells changed stays."""
        if source:
            model, compiled, data = source.pop()
            now = self.experiment
            target.append((now.model, None if compiled is None else now.compile, None if data is None else now.data))
            self._show(replace(now, model=model, compile=compiled or now.compile, data=data or now.data))
            self.param.update(selected=min(self.selected, len(self.experiment.model.layers) - 1), notice=None)

    def change_stack(self, model: ModelSpec, compile: CompileSpec | None = None, data: DataSpec | None = None) -> None:
        """A new stack that can be undone."""
        before = self.experiment
        changed = replace(before, model=model, compile=compile or before.compile,
                          data=data or before.data).with_input_shape()
        if changed != before:
            self._keep(before.model, before.compile if changed.compile != before.compile else None,
                       before.data if changed.data != before.data else None)
            self.touched.add("stack")
            self._show(changed)

    def _keep(self, model: ModelSpec, compiled: CompileSpec | None, data: DataSpec | None = None) -> None:
        """Remember what a change is going to replace."""
        self._past = [*self._past[-UNDO_STEPS + 1 :], (model, compiled, data)]
        self._future = []

    # --- the learner's own code -------------------------------------------------------------------------------

    def own_code(self, step: str) -> str | None:
        """The code that the learner wrote for a step, changed only where bricks and forms have changed it since.

        None if there is none, or if it cannot be changed so that it gives the experiment.
        """
        source = self.sources.get(step)
        if source is None:
            return None
        experiment, text, result = self._texts.get(step, (None, "", None))
        if experiment is not self.experiment or text != source:
            result = update_code(step, source, self.experiment)
            self._texts[step] = (self.experiment, source, result)
        return result

    def own_codes(self) -> dict[str, str]:
        """:meth:`own_code` of every step that has it."""
        codes = {step: self.own_code(step) for step in self.sources}
        return {step: code for step, code in codes.items() if code is not None}

    # --- the other cells --------------------------------------------------------------------------------------

    def choose_data(self, spec: DataSpec) -> None:
        """Other data. Labels of another kind bring the loss and metrics that suit them."""
        self.touched.add("data")
        before = self.experiment
        after = replace(before, data=spec).with_input_shape()
        self._moved |= spec.name != before.data.name or after.model.input_shape != before.model.input_shape
        if not data_problems(spec) and (data_problems(before.data) or target_of(spec) != target_of(before.data)):
            after = replace(after, compile=default_compile(target_of(spec), _outputs(after.model)))
            self._past = [(model, None, None) for model, _, _ in self._past]
            self._future = [(model, None, None) for model, _, _ in self._future]
        self._show(after)

    def choose_compile(self, spec: CompileSpec) -> None:
        """Another optimizer, loss or metrics."""
        self.touched.add("compile")
        self._show(replace(self.experiment, compile=spec))

    def choose_fit(self, **values: Any) -> None:
        """Other epochs, batch size or seed; wrong values are kept, and are problems."""
        self.touched.add("fit")
        self._show(replace(self.experiment, fit=replace(self.experiment.fit, **values)))

    def load(self, experiment: Experiment) -> None:
        """Another experiment altogether; the stack's change can be undone."""
        self._keep(self.experiment.model, self.experiment.compile)
        self._show(experiment)

    def _show(self, experiment: Experiment) -> None:
        self.experiment = experiment.with_input_shape()
        self.revision += 1

    def touch(self) -> None:
        """Something that is shown has changed, though not what is to be built."""
        self.revision += 1

    # --- edits by name ----------------------------------------------------------------------------------------

    def _add(self, class_name: str, index: int, config: Mapping[str, Any] | None = None) -> None:
        brick = ObjectSpec(str(class_name), first_config(class_name) if config is None else dict(config))
        self.change_stack(insert(self.experiment.model, index, brick))
        self.param.update(selected=self._within(index), notice=("added", class_name))

    def _remove(self, index: int) -> None:
        removed = self.experiment.model.layers[index]
        self.change_stack(remove(self.experiment.model, index))
        self.param.update(selected=min(index, len(self.experiment.model.layers) - 1),
                          notice=("removed", removed.class_name))

    def _move(self, source: int, target: int) -> None:
        self.change_stack(move(self.experiment.model, source, target))
        self.param.update(selected=target, notice=None)

    def _set(self, index: int, name: str, value: Any) -> None:
        layer = self.experiment.model.layers[index].class_name
        self.change_stack(configure(self.experiment.model, index, name, chosen(layer, name, value)))

    def _paste(self, index: int, bricks: list[Mapping[str, Any]]) -> None:
        layers = [canonical("layer", ObjectSpec.from_json(brick)) for brick in bricks]
        self.change_stack(insert(self.experiment.model, index, *layers))
        self.param.update(selected=self._within(index + len(layers) - 1), notice=None)

    def _within(self, index: int) -> int:
        """The index of the closest brick that is there."""
        return min(max(index, 0), len(self.experiment.model.layers) - 1)

    def _repair(self, index: int) -> None:
        self.repair("layers", index)

    def _select(self, index: int) -> None:
        self.selected = max(index, -1)
        self.touch()

    def _flip(self) -> None:
        self.upward = not self.upward
        self.touch()


def _outputs(model: ModelSpec) -> int | None:
    """The units of the last layer that has units."""
    for layer in reversed(model.layers):
        units = layer.config.get("units")
        if isinstance(units, int):
            return units
    return None
