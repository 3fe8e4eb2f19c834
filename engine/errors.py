"""Problems: what is wrong, where, and with which values, so that anyone can word it in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, final

from engine.error_messages import MESSAGES

Path = tuple[str | int, ...]


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

    def seen_from(self, layer: Any) -> "ProblemError":
        """The same error, whose sentence names the layer where it was noticed."""
        return ProblemError(self.problem, prefix=f"{type(layer).__name__} ({layer.name}): ")

    def __reduce__(self) -> tuple[Any, ...]:
        return (ProblemError, (self.problem,))


def fail(code: str, *path: str | int, **values: Any) -> ProblemError:
    """The error to raise: ``raise fail("too_small", "units", argument="units", low=1, value=0)``."""
    return ProblemError(Problem(path, code, values))


def did_you_mean(name: object, known: list[str]) -> str:
    """`` Did you mean 'relu'?`` where a known name is close, else nothing."""
    close = get_close_matches(str(name), known, n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
