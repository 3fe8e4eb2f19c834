"""Code that a learner wrote in the code face of a step, read back into the experiment."""

from dataclasses import replace

from engine.errors import Problem
from engine.specs.data_code import read_data
from engine.specs.experiment import Experiment
from engine.specs.from_python import from_python
from engine.specs.parsed_code import ParsedCode


def read_step(step: str, text: str, experiment: Experiment) -> tuple[Experiment | None, list[Problem]]:
    """The experiment with one step as the code says, or the problems that keep it as it is."""
    if step == "data":
        spec = read_data(text, experiment.data)
        if spec is None:
            return None, [Problem(("code",), "unknown_data_code")]
        return replace(experiment, data=spec), []
    reading = from_python(text)
    if reading.problems:
        return None, list(reading.problems)
    changed = _changed(step, reading, experiment)
    if changed is None:
        return None, [Problem(("code",), "step_missing", {"call": CALLS[step]})]
    return changed, []


CALLS = {"model": "keras.Sequential([…])", "compile": "model.compile(…)", "fit": "model.fit(…)"}


def _changed(step: str, reading: ParsedCode, experiment: Experiment) -> Experiment | None:
    if step == "model" and reading.model is not None:
        return replace(experiment, model=reading.model).with_input_shape()
    if step == "compile" and reading.compile is not None:
        return replace(experiment, compile=reading.compile)
    if step == "fit" and reading.fit is not None:
        return replace(experiment, fit=replace(reading.fit, seed=experiment.fit.seed))
    return None
