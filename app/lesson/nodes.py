"""YAML as a small tree of text with line numbers: nothing is constructed, so nothing can be smuggled in.

`yaml.safe_load` turns `0.50` into a number and `no` into False, drops repeated keys and forgets lines. An author needs
the very text and its line, so this reads the safe loader's events instead, with a bound on the depth and no aliases.
"""

from abc import ABC
from dataclasses import dataclass
from typing import final

import yaml

from app.lesson.mistakes import MistakeError

MAX_DEPTH = 12


@dataclass(frozen=True)
class Node(ABC):
    """A value; line: where it begins, counted from 1 in the lesson file."""

    line: int


@final
@dataclass(frozen=True)
class Text(Node):
    """A scalar, as written."""

    text: str


@final
@dataclass(frozen=True)
class Items(Node):
    """A list."""

    items: tuple[Node, ...]


@final
@dataclass(frozen=True)
class Entry:
    """A key with its line and its value."""

    key: str
    line: int
    value: Node


@final
@dataclass(frozen=True)
class Table(Node):
    """A mapping, in the order in which it was written; keys are unique."""

    entries: tuple[Entry, ...]

    def get(self, key: str) -> Node | None:
        """The value under a key."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


@final
class _Open:
    """A list or mapping that is still being read."""

    def __init__(self, line: int, mapping: bool) -> None:
        self.line, self.mapping = line, mapping
        self.nodes: list[Node] = []


def parse(source: str, first_line: int) -> Node:
    """The tree of a YAML text whose first line is `first_line` of the file; raises a MistakeError."""
    try:
        return _read(source, first_line)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise MistakeError(first_line + line, "yaml", detail=error.problem or "") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # an odd character, an escape beyond Unicode
        raise MistakeError(first_line, "yaml", detail=str(error).splitlines()[0]) from None


def _read(source: str, first_line: int) -> Node:
    stack: list[_Open] = []
    root: Node | None = None
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        done: Node | None = None
        if isinstance(event, yaml.AliasEvent):
            raise MistakeError(line, "yaml_alias")
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise MistakeError(line, "yaml_many")
        if isinstance(event, yaml.ScalarEvent):
            done = Text(line, event.value)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            if len(stack) == MAX_DEPTH:
                raise MistakeError(line, "yaml_deep", limit=MAX_DEPTH)
            stack.append(_Open(line, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            done = _close(stack.pop())
        if done is not None and stack:
            stack[-1].nodes.append(done)
        elif done is not None:
            root = done
    return root if root is not None else Table(first_line, ())


def _close(opened: _Open) -> Node:
    if not opened.mapping:
        return Items(opened.line, tuple(opened.nodes))
    entries: dict[str, Entry] = {}
    for name, value in zip(opened.nodes[::2], opened.nodes[1::2], strict=True):
        key = name.text if isinstance(name, Text) else ""
        if key in entries:
            raise MistakeError(name.line, "repeated_key", key=key)
        entries[key] = Entry(key, name.line, value)
    return Table(opened.line, tuple(entries.values()))
