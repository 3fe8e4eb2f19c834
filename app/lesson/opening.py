"""Opens a lesson as an experiment: its data cell and its code cells, or its solution, as one notebook."""

from dataclasses import replace
from typing import Any

from app.lesson.parts import CodeCell, DataCell, Lesson, Solution
from engine.errors import Problem
from engine.specs.experiment import Experiment
from engine.specs.from_python import from_python
from engine.specs.objects import DataSpec


def data_spec(cell: DataCell, embedded: bool) -> DataSpec:
    """The data of a cell. embedded: take the stand-in where the set itself would have to be downloaded."""
    if embedded and cell.stand_in:
        given: dict[str, Any] = {"name": cell.stand_in}
    else:
        given = {"name": cell.data_set, "options": cell.options}
    shares = {"seed": cell.seed, "validation_share": cell.validation, "test_share": cell.test}
    given |= {name: value for name, value in shares.items() if value is not None}
    return DataSpec(**given, flatten=cell.flatten, one_hot=cell.one_hot)


def first_experiment(lesson: Lesson, embedded: bool = True) -> tuple[Experiment, tuple[Problem, ...]]:
    """What a learner finds, put together from the live cells; and what of their code was not understood."""
    cells = [part.code for part in lesson.parts if isinstance(part, CodeCell) and part.live]
    return _read("\n".join(cells), _with_data(lesson, embedded))


def solved_experiment(lesson: Lesson, embedded: bool = True) -> tuple[Experiment, tuple[Problem, ...]]:
    """The same with the code of the solution in the place of what it says anew."""
    first, _ = first_experiment(lesson, embedded)
    code = "\n".join(part.code for part in lesson.parts if isinstance(part, Solution))
    return _read(code, first)


def _with_data(lesson: Lesson, embedded: bool) -> Experiment:
    cell = next((part for part in lesson.parts if isinstance(part, DataCell)), None)
    return Experiment() if cell is None else Experiment(data_spec(cell, embedded))


def _read(code: str, base: Experiment) -> tuple[Experiment, tuple[Problem, ...]]:
    reading = from_python(code)
    changed = replace(base, model=reading.model or base.model, compile=reading.compile or base.compile,
                      fit=reading.fit or base.fit)
    return changed.with_input_shape(), reading.problems
