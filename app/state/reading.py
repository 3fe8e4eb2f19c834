"""Code that a learner wrote in the code face of a step, read back into the experiment."""

from dataclasses import dataclass, replace
from typing import final

from engine.errors import Problem
from engine.limits import MAX_INPUT
from engine.specs.data_code import read_data
from engine.specs.experiment import Experiment
from engine.specs.from_python import from_python
from engine.specs.parsed_code import ParsedCode

CALLS = {"model": "keras.Sequential([…])", "compile": "model.compile(…)", "fit": "model.fit(…)"}


@final
@dataclass(frozen=True)
class StepReading:
    """The experiment with one step as the code says; None if there are problems, which keep it as it is.

    notices: what was cleaned in the code, and what of it has no effect here. text: the code after cleaning.
    """

    experiment: Experiment | None
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    text: str = ""


def read_step(step: str, text: str, experiment: Experiment) -> StepReading:
    """Read the code of a step."""
    if step == "data":
        return _read_data(text, experiment)
    parsed = from_python(text)
    if parsed.problems:
        return StepReading(None, parsed.problems, text=text)
    changed = _changed(step, parsed, experiment)
    if changed is None:
        return StepReading(None, (Problem(("code",), "step_missing", {"call": CALLS[step]}),), text=text)
    return StepReading(changed, (), (*parsed.notices, *_notices(step, parsed, changed)), parsed.text)


def _read_data(text: str, experiment: Experiment) -> StepReading:
    if len(text) > MAX_INPUT:
        problem = Problem(("code",), "code_too_long", {"asked": len(text), "limit": MAX_INPUT})
        return StepReading(None, (problem,), text=text)
    spec = read_data(text, experiment.data)
    if spec is None:
        return StepReading(None, (Problem(("code",), "unknown_data_code"),), text=text)
    return StepReading(replace(experiment, data=spec), text=text)


def _changed(step: str, parsed: ParsedCode, experiment: Experiment) -> Experiment | None:
    seed = experiment.fit.seed if parsed.seed is None else parsed.seed
    seeded = replace(experiment, fit=replace(experiment.fit, seed=seed))
    if step == "model" and parsed.model is not None:
        return replace(seeded, model=parsed.model).with_input_shape()
    if step == "compile" and parsed.compile is not None:
        return replace(experiment, compile=parsed.compile)
    if step == "fit" and parsed.fit is not None:
        return replace(experiment, fit=replace(parsed.fit, seed=seed))
    return None


def _notices(step: str, parsed: ParsedCode, experiment: Experiment) -> list[Problem]:
    """What a step's code says that other steps decide: the input shape, and the arguments of other calls."""
    notices, lines = [], parsed.origins.lines
    shape = None if parsed.model is None else parsed.model.input_shape
    if step == "model" and shape not in (None, experiment.model.input_shape):
        node = parsed.origins.input or next((origin.call for origin in parsed.origins.layers), None)
        values = {"asked": shape, "expected": experiment.model.input_shape}
        if node is not None:
            notices.append(Problem(("code",), "shape_from_data", {**lines.location(node), **values}))
    for other, call in (("compile", parsed.origins.compile), ("fit", parsed.origins.fit)):
        if call is not None and other != step:
            notices.append(Problem(("code",), "other_step", {**lines.location(call), "call": CALLS[other]}))
    return notices
