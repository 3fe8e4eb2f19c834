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
    # optimizers and schedules
    #
    # data
    "share_out_of_range": "{argument} must be at least 0 and less than 1. Received: {value!r}",
    "no_training_rows": "Of {rows} rows none is left to train with: validation={validation}, test={test}.",
    "download_failed": "Could not download {url} into {folder}: {detail}. The embedded set {stand_in!r} can stand in.",
    "file_changed": "{file} is not the expected file: its SHA-256 differs.",
    "too_many_bytes": "The download has {size} bytes; the limit is {limit}.",
    "bad_npz": "{file} is not the expected npz file: {detail}",
    "bad_idx": "{file} is not the expected IDX file: {detail}",
    "bad_magic": "it must begin with {expected}. Received: {received}",
    "wrong_array": "{key} must be uint8 of shape {expected}. Received: {dtype} {shape}",
    "wrong_array_bytes": "{key} must hold {expected} bytes. Received: {received}",
    "csv_too_large": "The file has {size} bytes; the limit is {limit}.",
    "csv_too_many_rows": "Line {line}: the file has more than {limit} rows.",
    "csv_too_many_columns": "Line {line} has {received} columns; the limit is {limit}.",
    "csv_empty": "The file has no rows of data.",
    "csv_bad_encoding": "Line {line} is not text in UTF-8 or CP949.",
    "csv_ragged_row": "Line {line} has {received} cells where {expected} are expected (see column {column}).",
    "csv_unclosed_quote": "Line {line}, column {column}: a quotation mark is opened and never closed.",
    "csv_stray_quote": "Line {line}, column {column}: there is text after the closing quotation mark.",
    "csv_long_cell": "Line {line}, column {column}: the cell is too long.",
    "csv_not_a_number": "Line {line}, column {column!r}: {value!r} is not a number.",
    "csv_unknown_column": "There is no column {column!r}.{hint}",
    "csv_no_target": "Column {column!r} has no values to predict.",
    "csv_one_class": "Column {column!r} holds only one value, {value!r}: there is nothing to predict.",
    "csv_too_many_classes": "Column {column!r} has {received} different values; as classes the limit is {limit}.",
    "csv_no_features": "No other column can be used to predict from.",
    "csv_too_many_features": "The table makes {received} columns of numbers; the limit is {limit}.",
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
