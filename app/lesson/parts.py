"""What a lesson is made of: frozen parts in the order in which a learner meets them."""

from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import final

from app.lesson.comparisons import Comparison
from app.lesson.conditions.base import Condition
from app.lesson.mistakes import Mistake

Value = str | float | int | bool


@final
@dataclass(frozen=True)
class Rich:
    """A short text: its source, and the same as safe HTML."""

    source: str
    html: str

    def __bool__(self) -> bool:
        return bool(self.source)


@dataclass(frozen=True)
class Part(ABC):
    """line: where it begins in the file, from 1. step: which of the seven steps it belongs to, or None."""

    line: int
    step: int | None


@final
@dataclass(frozen=True)
class Prose(Part):
    """Text to read. heading and level: of the heading it begins with, else empty and 0. html: safe to show."""

    source: str
    html: str
    heading: str = ""
    level: int = 0


@final
@dataclass(frozen=True)
class CodeCell(Part):
    """Keras code. code: to be read into a cell. source: as it stands in the file. live: False for code to look at."""

    code: str
    source: str
    live: bool = True


@final
@dataclass(frozen=True)
class DataCell(Part):
    """A data set by name, which the page turns into a data cell.

    data_set: its name. stand_in: the embedded set to use where the first has to be downloaded, or "". options: the
    arguments of a generated set. seed, test, validation: of the split (shares of all samples, and of those that then
    remain); None leaves the page's own. flatten: images as rows. one_hot: class numbers as vectors.
    """

    data_set: str
    stand_in: str = ""
    options: Mapping[str, Value] = field(default_factory=dict)
    seed: int | None = None
    validation: float | None = None
    test: float | None = None
    flatten: bool = False
    one_hot: bool = False


@final
@dataclass(frozen=True)
class Option:
    """One of several answers. right: whether it is the one. reply: what to say to whoever chose it."""

    text: Rich
    reply: Rich
    right: bool


@dataclass(frozen=True)
class Question(Part, ABC):
    """A part that a learner answers. name: its key in `Evidence.answers`, unique in the lesson."""

    name: str
    question: Rich


@final
@dataclass(frozen=True)
class Prediction(Question):
    """Asked before a run, replied to after it. The answer is the index of an option, from 0; none is wrong to give."""

    options: tuple[Option, ...]


@dataclass(frozen=True)
class Quiz(Question, ABC):
    """A question with a right answer. explanation: shown once it is found."""

    explanation: Rich


@final
@dataclass(frozen=True)
class Choice(Quiz):
    """The answer is the index of an option, or, where several may be right, a list of indices."""

    options: tuple[Option, ...]
    several: bool = False


@final
@dataclass(frozen=True)
class Ordering(Quiz):
    """Items in their right order. The answer is a list of their indices in the learner's order."""

    items: tuple[Rich, ...]

    def shuffled(self) -> tuple[int, ...]:
        """The indices in the order in which to show them: always the same one, never the right one."""
        return _shuffled(len(self.items), self.name)


@final
@dataclass(frozen=True)
class Matching(Quiz):
    """Pairs that belong together. The answer is, for each left side, the index of the right side put to it."""

    pairs: tuple[tuple[Rich, Rich], ...]

    def shuffled(self) -> tuple[int, ...]:
        """The order in which to show the right sides."""
        return _shuffled(len(self.pairs), self.name)


@final
@dataclass(frozen=True)
class Number(Quiz):
    """The answer is a number that passes the comparison."""

    answer: Comparison
    unit: str = ""


@final
@dataclass(frozen=True)
class Words(Quiz):
    """The answer is a text: one of `accepted` (letters, digits and signs count, spaces do not), or any long enough."""

    accepted: tuple[str, ...]
    shortest: int = 1


@final
@dataclass(frozen=True)
class Gallery(Quiz):
    """The answer is a list of sample numbers, all of them in the set `target` and as many as `count` asks."""

    target: str
    count: Comparison


@final
@dataclass(frozen=True)
class Check(Part):
    """A declared goal. goal: told from the start. praise: told when it is reached."""

    name: str
    goal: Rich
    condition: Condition
    praise: Rich


@final
@dataclass(frozen=True)
class Hint(Part):
    """number: from 1 to 3, in the order in which hints are opened."""

    number: int
    source: str
    html: str


@final
@dataclass(frozen=True)
class Solution(Part):
    """Keras code that passes the checks; shown when a learner asks for it."""

    code: str


@final
@dataclass(frozen=True)
class Term:
    """A word of the glossary. english may be empty."""

    word: str
    english: str
    meaning: Rich


@final
@dataclass(frozen=True)
class Lesson:
    """A lesson, or a plain tutorial (number None): its front matter, its parts, and what is wrong with its file."""

    number: int | None = None
    title: str = ""
    summary: str = ""
    minutes: int | None = None
    data_sets: tuple[str, ...] = ()
    goals: tuple[Rich, ...] = ()
    bricks: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    closing: tuple[Rich, ...] = ()
    parts: tuple[Part, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    source: str = field(default="", repr=False)


def _shuffled(count: int, name: str) -> tuple[int, ...]:
    order = list(range(count))
    Random(name).shuffle(order)
    return tuple(order if count < 2 or order != sorted(order) else [*order[1:], order[0]])
