"""Evidence: everything that a check may look at, as plain data that a page fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, isfinite
from typing import Any, final

Shape = tuple[int | None, ...]


@final
@dataclass(frozen=True)
class Brick:
    """A layer of the stack. config: Keras's arguments by name, as plain data. output_shape: with the batch axis."""

    class_name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    output_shape: Shape = ()
    params: int = 0


@final
@dataclass(frozen=True)
class Evidence:
    """What a learner has built, run and answered.

    stack: the bricks, from the data upward, without Input. problems: how many of them do not fit.
    compile: `optimizer` (name or class), `loss`, `metrics` (list of names), and the optimizer's arguments such as
    `learning_rate`. fit: `epochs`, `batch_size`, `shuffle`, … data: `name`, `seed`, … as shown in the data cell.
    history: value after each epoch by name. weights: the arrays of `get_weights()` by the layer's index in the stack.
    evaluation: values on the test set by name. answers: by the question's name, as `app.lesson.parts` says.
    references: numbers, or sets of sample numbers, that the page has worked out, by the names of `[references]`.
    counts: `runs`, `evaluations`, `predictions` so far. n_train, n_validation, n_test: sizes of the split.
    touched: which of stack, compile, fit, data the learner has changed. steps: which of the seven are done.
    earlier: evidence of the runs before the present one, oldest first.
    """

    stack: Sequence[Brick] = ()
    problems: int = 0
    compile: Mapping[str, Any] = field(default_factory=dict)
    fit: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    history: Mapping[str, Sequence[float]] = field(default_factory=dict)
    weights: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    evaluation: Mapping[str, float] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    n_train: int = 0
    n_validation: int = 0
    n_test: int = 0
    touched: frozenset[str] = frozenset()
    steps: frozenset[int] = frozenset()
    earlier: "Sequence[Evidence]" = ()

    @property
    def ran(self) -> bool:
        """Whether there is a run to look at."""
        return any(len(values) > 0 for values in self.history.values())


def known_references(evidence: Evidence) -> dict[str, Any]:
    """What the page has worked out, with what follows from the evidence itself."""
    found: dict[str, Any] = {
        "train_samples": evidence.n_train or None,
        "validation_samples": evidence.n_validation or None,
        "test_samples": evidence.n_test or None,
        "parameters": sum(brick.params for brick in evidence.stack) if evidence.stack else None,
    }
    batch, epochs = evidence.fit.get("batch_size"), evidence.fit.get("epochs")
    if evidence.n_train and isinstance(batch, int) and batch > 0:
        found["updates_per_epoch"] = ceil(evidence.n_train / batch)
        if isinstance(epochs, int):
            found["updates"] = found["updates_per_epoch"] * epochs
    turning = lowest_epoch(evidence.history.get("val_loss", ()))
    return {**found, "turning_epoch": turning, **evidence.references}


def lowest_epoch(values: Sequence[float]) -> int | None:
    """The epoch, counted from 1, at which a curve is lowest."""
    finite = [(value, epoch) for epoch, value in enumerate(values, start=1) if isfinite(value)]
    return min(finite)[1] if finite else None
