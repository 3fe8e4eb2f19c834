"""The Korean card of every registered class, read from ``lessons/reference/<kind>/<ClassName>.md``.

A card is front matter and Markdown::

    ---
    title: what learners call it
    summary: one sentence of at most 40 characters, for the palette and the pickers
    arguments:
      units: {label: short name in a form, help: one sentence}
    ---
    The body, in Markdown.

``common.md`` has the same form; its arguments lie under the kinds that share them (``layer``, ``optimizer``, …).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, final

import yaml

FENCE = "---\n"
COMMON = "common"


@final
@dataclass(frozen=True)
class Argument:
    """How a form shows one hyperparameter."""

    label: str
    help: str


@final
@dataclass(frozen=True)
class Card:
    """What a learner reads about one class.

    arguments: the class's own hyperparameters in the order of its signature, then those common to its kind.
    body: Markdown.
    """

    title: str
    summary: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    body: str = ""


def folder() -> Traversable:
    """Where the cards lie, wherever the project is installed and whatever the working directory is."""
    return files("lessons") / "reference"


@cache
def kinds() -> tuple[str, ...]:
    """The kinds that have cards."""
    return tuple(sorted(entry.name for entry in folder().iterdir() if entry.is_dir() and entry.name.isidentifier()))


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names that have a card of this kind, in alphabetical order."""
    found = (entry.name for entry in (folder() / kind).iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in found if name.endswith(".md")))


@cache
def card(kind: str, name: str) -> Card:
    """The card of a class; KeyError if there is none."""
    if kind not in kinds() or name not in names(kind):
        raise KeyError(f"No card for the {kind} {name!r}.")
    front, body = _parts((folder() / kind / f"{name}.md").read_text("utf-8"))
    own = _arguments(front["arguments"])
    shared = {key: value for key, value in common(kind).items() if key not in own}
    return Card(title=front["title"], summary=front["summary"], arguments={**own, **shared}, body=body)


@cache
def common(kind: str) -> Mapping[str, Argument]:
    """The arguments that all classes of a kind have beside their own."""
    front, _ = _parts((folder() / f"{COMMON}.md").read_text("utf-8"))
    return _arguments(front["arguments"].get(kind, {}))


def _parts(text: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a card file."""
    _, front, body = text.split(FENCE, 2)
    return yaml.safe_load(front), body.strip()


def _arguments(table: Mapping[str, Mapping[str, str]]) -> dict[str, Argument]:
    return {name: Argument(**row) for name, row in table.items()}
