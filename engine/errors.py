"""Problems: errors as data (code, path and values), so that an interface can word them in its language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, final

from engine.error_messages import MESSAGES

Path = tuple[str | int, ...]
LINE_PREFIX = "Line {line}, column {column}: "
"""Begins the message of a problem that was found in code, unless the message names the line itself."""
MAX_CLOSE_NAME = 60
"""Characters of the longest name for which a close one is looked for, which takes time in its square."""


@final
@dataclass(frozen=True)
class Problem:
    """An error as data.

    path: the location of the error, from the outside in, such as ``("layers", 2, "units")``.
    code: a key of :data:`MESSAGES`, and of the messages of an interface in another language.
    values: for the placeholders of the message.
    """

    path: Path
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        message = MESSAGES[self.code]
        has_line = "line" in self.values and "column" in self.values and "{line}" not in message
        return (LINE_PREFIX + message if has_line else message).format(**self.values)

    def under(self, *path: str | int) -> "Problem":
        """The same problem with a prefix added to its path."""
        return Problem((*path, *self.path), self.code, self.values)


@final
class ProblemError(ValueError):
    """A ValueError with a :class:`Problem` and its English message."""

    def __init__(self, problem: Problem, prefix: str = "") -> None:
        super().__init__(f"{prefix}{problem}")
        self.problem = problem

    def seen_from(self, layer: Any) -> "ProblemError":
        """The same error, with the layer's class and name before the message."""
        return ProblemError(self.problem, prefix=f"{type(layer).__name__} ({layer.name}): ")

    def __reduce__(self) -> tuple[Any, ...]:
        return (ProblemError, (self.problem,))


def fail(code: str, *path: str | int, **values: Any) -> ProblemError:
    """Return the error to raise: ``raise fail("too_small", "units", argument="units", low=1, value=0)``."""
    return ProblemError(Problem(path, code, values))


def did_you_mean(name: object, names: list[str]) -> str:
    """`` Did you mean 'relu'?`` if a known name is close, else an empty string."""
    if len(str(name)) > MAX_CLOSE_NAME:
        return ""
    candidates = [candidate for candidate in names if len(candidate) <= MAX_CLOSE_NAME]
    close = get_close_matches(str(name), candidates, n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
