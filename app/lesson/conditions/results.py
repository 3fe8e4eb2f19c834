"""Conditions on what a run brought: its curves, its weights, its evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, final

from app.lesson import vocabulary
from app.lesson.comparisons import Comparison
from app.lesson.conditions.base import Condition, Outcome, shown, told
from app.lesson.evidence import Evidence, known_references, lowest_epoch
from app.lesson.known import same_curve


def named(values: Mapping[str, Any], name: str) -> Any:
    """A value by its name, or by another name of the same metric, as `acc`, or `mae` for `mean_absolute_error`."""
    if name in values:
        return values[name]
    return next((values[other] for other in values if same_curve(other, name)), None)


@final
@dataclass(frozen=True)
class Measure:
    """One number of a run.

    kind: `history` (of the curve `metric`: its first, last, best_high or best_low value), `gap` (the last distance of
    `metric` between train and validation) or `evaluation` (on the test set).
    """

    kind: str
    metric: str
    when: str = "last"

    def of(self, evidence: Evidence) -> float | None:
        """The number, or None where there is none."""
        if self.kind == "evaluation":
            found = named(evidence.evaluation, self.metric)
            return None if found is None else float(found)
        if self.kind == "gap":
            train, validation = (named(evidence.history, name) for name in (self.metric, f"val_{self.metric}"))
            return abs(float(train[-1]) - float(validation[-1])) if train and validation else None
        curve = named(evidence.history, self.metric)
        values = [float(value) for value in ([] if curve is None else curve)]
        if not values:
            return None
        return {"first": values[0], "last": values[-1], "best_high": max(values), "best_low": min(values)}[self.when]

    def attempted(self, evidence: Evidence) -> bool:
        """Whether there is anything to measure."""
        return bool(evidence.evaluation) if self.kind == "evaluation" else evidence.ran


@final
@dataclass(frozen=True)
class MeasureRule(Condition):
    """A number of the present run, held against a goal."""

    measure: Measure
    goal: Comparison

    def look(self, evidence: Evidence) -> Outcome:
        measure, now = self.measure, self.measure.of(evidence)
        evaluated = measure.kind == "evaluation"
        if not measure.attempted(evidence):
            return told(False, False, "not_evaluated" if evaluated else "not_run")
        if now is None:
            return told(True, False, "no_metric", key=measure.metric)
        when = vocabulary.word("values", measure.when)
        holds = self.goal.holds(now, known_references(evidence))
        return told(True, holds, measure.kind, key=measure.metric, when=when, goal=self.goal.written, now=shown(now))


@final
@dataclass(frozen=True)
class DivergedRule(Condition):
    """A curve that ends above its beginning, or at no number at all."""

    metric: str

    def look(self, evidence: Evidence) -> Outcome:
        curve = [float(value) for value in named(evidence.history, self.metric) or ()]
        holds = bool(curve) and (not isfinite(curve[-1]) or curve[-1] > curve[0])
        return told(evidence.ran, holds, "diverged")


@final
@dataclass(frozen=True)
class TurnRule(Condition):
    """The epoch, from 1, at which a curve is lowest."""

    metric: str
    goal: Comparison

    def look(self, evidence: Evidence) -> Outcome:
        now = lowest_epoch([float(value) for value in named(evidence.history, self.metric) or ()])
        holds = self.goal.holds(now, known_references(evidence))
        return told(evidence.ran, holds, "turns", key=self.metric, goal=self.goal.written, now=shown(now))


@final
@dataclass(frozen=True)
class WeightsRule(Condition):
    """The arrays that `get_weights()` of one brick gives.

    layer: from 1, or 0 for the last. array: from 1. value: what every number of that array has to be. shape: of that
    array. count: of arrays.
    """

    layer: int
    array: int
    value: Comparison | None
    shape: tuple[int, ...] | None
    count: Comparison | None

    def look(self, evidence: Evidence) -> Outcome:
        index = self.layer - 1 if self.layer else max(evidence.weights, default=0)
        arrays = list(evidence.weights.get(index, ()))
        chosen = arrays[self.array - 1] if 0 < self.array <= len(arrays) else None
        place = {"layer": index + 1, "array": self.array}
        references = known_references(evidence)
        missing = []
        if self.count is not None and not self.count.holds(len(arrays), references):
            missing.append(_say("arrays", place, self.count.written, len(arrays)))
        if self.shape is not None and _shape(chosen) != self.shape:
            missing.append(_say("weight_shape", place, shown(self.shape), shown(_shape(chosen))))
        numbers = _numbers(chosen)
        if self.value is not None and not (numbers and all(self.value.holds(n, references) for n in numbers)):
            missing.append(_say("weights", place, self.value.written, shown(numbers[0] if numbers else None)))
        return Outcome(evidence.ran, not missing, tuple(missing))


def _say(code: str, place: dict[str, int], goal: str, now: object) -> str:
    return vocabulary.say("advice", code, **place, goal=goal, now=now)


def _numbers(value: Any) -> list[float]:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [number for item in value for number in _numbers(item)]
    return [] if value is None else [float(value)]


def _shape(value: Any) -> tuple[int, ...] | None:
    if value is None:
        return None
    if hasattr(value, "shape"):
        return tuple(int(length) for length in value.shape)
    return (len(value), *(_shape(value[0]) or ())) if isinstance(value, list | tuple) and value else ()
