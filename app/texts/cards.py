"""The Korean card of every registered class, read from ``lessons/reference/<kind>/<ClassName>.md``.

A card is front matter and Markdown::

    ---
    title: what learners call it
    summary: one sentence of at most 40 characters, for the palette and the pickers
    arguments:
      units: {label: short name in a form, help: one sentence}
    classes: [of a data set: what its classes are called, where they have names in another language]
    ---
    The body, in Markdown.

``common.md`` has the same form; its arguments lie under the kinds that share them (``layer``, ``optimizer``, …).

Where a card is missing or cannot be read, the class's docstring is shown instead, so that the page still opens; the
tests fail and name the card.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from inspect import getdoc
from typing import Any, final

import yaml

from engine import registry
from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Dataset
from engine.datasets.uploads.uploaded_dataset import NAME as UPLOADED

log = logging.getLogger(__name__)

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
    body: Markdown. classes: of a data set, what its classes are called, in their order.
    """

    title: str
    summary: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    body: str = ""
    classes: tuple[str, ...] = ()


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
    if kind not in kinds():
        return ()
    found = (entry.name for entry in (folder() / kind).iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in found if name.endswith(".md")))


@cache
def card(kind: str, name: str) -> Card:
    """The card of a class or data set, or what its docstring says; KeyError if there is no such class or data set."""
    if name in names(kind):
        try:
            return read_card(kind, name)
        except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError):
            log.exception("the card %s/%s.md cannot be read", kind, name)
    return _without_card(kind, name)


def read_card(kind: str, name: str) -> Card:
    """The card in a file; raises where its front matter is not as above."""
    front, body = _parts((folder() / kind / f"{name}.md").read_text("utf-8"))
    own = _arguments(front["arguments"])
    return Card(front["title"], front["summary"], {**own, **_shared(kind, own)}, body,
                tuple(front.get("classes", ())))


def class_titles(dataset: Dataset) -> list[str]:
    """What learners call the classes of a data set; as the data set itself calls them where its card does not."""
    titles = card("dataset", dataset.name).classes
    return list(titles if len(titles) == len(dataset.class_names) else dataset.class_names)


def _without_card(kind: str, name: str) -> Card:
    """The name of a class or data set with the class's docstring and the arguments common to its kind."""
    if kind == "dataset" and name in (*CATALOG, UPLOADED):
        return Card(name, "")
    if kind not in registry.PACKAGES:
        raise KeyError(f"No card for the {kind} {name!r}.")
    cls = {cls.__name__: cls for cls in registry.classes(kind)}[name]
    text = getdoc(cls) or ""
    return Card(name, text.partition("\n")[0], _shared(kind, {}), text)


def _shared(kind: str, own: Mapping[str, Argument]) -> dict[str, Argument]:
    return {name: argument for name, argument in common(kind).items() if name not in own}


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
