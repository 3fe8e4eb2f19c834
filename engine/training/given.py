"""From what a learner gives to ``fit``, ``evaluate`` and ``predict`` to what these go through: arrays, or a stream."""

from collections.abc import Mapping
from typing import Any

from engine.errors import fail
from engine.training.data import Samples, samples, split_tail, with_class_weights
from engine.training.fit_config import FitPlan
from engine.training.streams import Stream, source_of
from engine.validators import Integer

STEPS = Integer(low=1)


def to_train_with(x: Any, y: Any, weight: Any, class_weight: Mapping[int, float] | None,
                  split: float) -> tuple[Samples | Stream, Samples | None]:
    """What to train with, and what ``validation_split`` sets aside."""
    source = source_of(x)
    if source is not None:
        _alone(x, y=y, sample_weight=weight, validation_split=split or None)
        return Stream(source, class_weight=class_weight), None
    train, held_out = samples(x, y, weight), None
    if split:
        train, held_out = split_tail(train, split)
    return train if class_weight is None else with_class_weights(train, class_weight), held_out


def to_validate_with(given: Any, steps: Any, plan: FitPlan) -> Samples | Stream | None:
    """What to validate with: ``(x, y)``, ``(x, y, sample_weight)``, or a stream of such batches."""
    steps = None if steps is None else STEPS.check("validation_steps", steps)
    if given is None:
        return None
    source = source_of(given)
    if source is not None:
        return Stream(source, steps)
    if not isinstance(given, tuple | list) or len(given) not in (2, 3):
        raise fail("not_validation_data", "validation_data", value=type(given).__name__)
    data = samples(*given)
    return data if steps is None else data.take(slice(0, steps * plan.validation_batch_size))


def to_judge_with(x: Any, y: Any, weight: Any, steps: Any) -> Samples | Stream:
    """What to judge with."""
    source = source_of(x)
    if source is None:
        return samples(x, y, weight)
    _alone(x, y=y, sample_weight=weight)
    return Stream(source, steps)


def to_predict_for(x: Any, steps: Any) -> Samples | Stream:
    """What to predict for."""
    source = source_of(x)
    return samples(x) if source is None else Stream(source, steps)


def _alone(x: Any, **others: Any) -> None:
    """Raise a problem if anything is given beside a source of batches, which has to hold it."""
    for name, value in others.items():
        if value is not None:
            raise fail("given_beside_batches", name, argument=name, value=type(x).__name__)
