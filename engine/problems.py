"""Problems: what is wrong, where, and with which values, so that anyone can word it in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, final

Path = tuple[str | int, ...]

MESSAGES: dict[str, str] = {
    "required": "{argument} is required.",
    "not_a_number": "{argument} must be a number. Received: {value!r}",
    "not_an_integer": "{argument} must be an integer. Received: {value!r}",
    "not_a_boolean": "{argument} must be True or False. Received: {value!r}",
    "not_text": "{argument} must be a string. Received: {value!r}",
    "not_a_shape": "{argument} must be a tuple of integers. Received: {value!r}",
    "not_finite": "{argument} must be a finite number. Received: {value!r}",
    "too_small": "{argument} must be at least {low}. Received: {value!r}",
    "not_above": "{argument} must be greater than {low}. Received: {value!r}",
    "too_large": "{argument} must be at most {high}. Received: {value!r}",
    "not_below": "{argument} must be less than {high}. Received: {value!r}",
    "not_a_choice": "{argument} must be one of {choices}. Received: {value!r}.{hint}",
    "wrong_length": "{argument} must have {length} values. Received: {value!r}",
    "unknown_name": "Unknown {kind} {value!r}.{hint}",
    "not_built": "{layer} has no weights yet: give its input shape, or call fit first.",
    "wrong_number_of_weights": "{layer} has {expected} weight arrays. Received: {received}",
    "wrong_weight_shape": "{layer}: {weight} has the shape {expected}. Received: {received}",
    "unknown_axis": "{layer} needs the length of axis {axis} of its input. Received shape: {shape}",
    "unknown_argument": "{owner} has no argument {argument!r}.{hint}",
    #
    # layers and what they are made of
    #
    # losses and metrics
    #
    "labels_are_not_numbers": "Labels must be numbers. Received the type {dtype}",
    "labels_are_integers": "{loss} expects one-hot labels of the shape {outputs}, as predictions. Received integers "
    "of the shape {labels}: use sparse_categorical_crossentropy, or make them one-hot.",
    "labels_are_one_hot": "{loss} expects the number of the class as label. Received one-hot labels of the shape "
    "{labels}: use categorical_crossentropy instead.",
    "outputs_do_not_match_labels": "{loss} cannot compare predictions of the shape {outputs} with labels of the shape "
    "{labels}.",
    "not_a_function": "{argument} must be a function of y_true and y_pred. Received: {value!r}",
    "not_a_loss": "{function}(y_true, y_pred) must return numbers. Received: {value!r}",
    "label_out_of_range": "The label {label} is outside of 0 … {classes} - 1: the model predicts {classes} classes.",
    #
    # optimizers and schedules
    #
    # data
    #
    # models and training
    #
    # code and notebooks
    #
}


@final
@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    path: where, from the outside in, such as ``("layers", 2, "units")``.
    code: what, a key of :data:`MESSAGES`; an interface words it in its own language by the same key.
    values: the names and numbers that the wording needs.
    """

    path: Path
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return MESSAGES[self.code].format(**self.values)

    def under(self, *path: str | int) -> "Problem":
        """The same problem, seen from further out."""
        return Problem((*path, *self.path), self.code, self.values)


@final
class ProblemError(ValueError):
    """A ValueError that carries the :class:`Problem` it words in English."""

    def __init__(self, problem: Problem, prefix: str = "") -> None:
        super().__init__(f"{prefix}{problem}")
        self.problem = problem

    def __reduce__(self) -> tuple[Any, ...]:
        return (ProblemError, (self.problem,))


def fail(code: str, *path: str | int, **values: Any) -> ProblemError:
    """The error to raise: ``raise fail("too_small", "units", argument="units", low=1, value=0)``."""
    return ProblemError(Problem(path, code, values))


def did_you_mean(name: object, known: list[str]) -> str:
    """`` Did you mean 'relu'?`` where a known name is close, else nothing."""
    close = get_close_matches(str(name), known, n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
