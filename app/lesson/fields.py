"""The fields of a declared part, read one by one: each value is converted or becomes a mistake at its own line."""

from dataclasses import dataclass
from typing import final

from app.lesson import vocabulary
from app.lesson.mistakes import Mistake, MistakeError
from app.lesson.nodes import Items, Node, Table, Text

MAX_ITEMS = 40


@final
@dataclass(frozen=True)
class Fields:
    """A mapping that is being read.

    what: the Korean name of the part, for sentences. table: its entries. mistakes: the list that is added to.
    Methods take the program's name of a field and look for its Korean word.
    """

    what: str
    table: Table
    mistakes: list[Mistake]

    def note(self, line: int, code: str, **values: object) -> None:
        """Add a mistake."""
        self.mistakes.append(Mistake(line, code, values))

    def only(self, *names: str) -> None:
        """Note every key that is none of these."""
        known = [vocabulary.key(name) for name in names]
        for entry in self.table.entries:
            if entry.key not in known:
                hint = vocabulary.guess(entry.key, known)
                self.note(entry.line, "unknown_key", what=self.what, key=entry.key, hint=hint)

    def node(self, name: str, required: bool = False) -> Node | None:
        """The value as it stands."""
        found = self.table.get(vocabulary.key(name))
        if found is None and required:
            self.note(self.table.line, "missing_key", what=self.what, key=vocabulary.key(name))
        return found

    def text(self, name: str, required: bool = False) -> str:
        """A piece of text, without the space around it; empty where there is none."""
        found = self.node(name, required)
        if found is None:
            return ""
        try:
            value = as_text(vocabulary.key(name), found)
        except MistakeError as error:
            self.mistakes.append(error.mistake)
            return ""
        if not value and required:
            self.note(found.line, "empty", key=vocabulary.key(name))
        return value

    def nodes(self, name: str, required: bool = False, low: int = 0) -> tuple[Node, ...]:
        """The items of a list; a single value counts as a list of one."""
        found = self.node(name, required)
        if found is None:
            return ()
        items = found.items if isinstance(found, Items) else (found,)
        if len(items) > MAX_ITEMS:
            self.note(items[MAX_ITEMS].line, "too_many", key=vocabulary.key(name), limit=MAX_ITEMS)
        if len(items) < low:
            self.note(found.line, "too_few", key=vocabulary.key(name), limit=low)
        return items[:MAX_ITEMS]

    def texts(self, name: str, required: bool = False, low: int = 0) -> tuple[str, ...]:
        """The items of a list of texts."""
        found = []
        for node in self.nodes(name, required, low):
            try:
                found.append(as_text(vocabulary.key(name), node))
            except MistakeError as error:
                self.mistakes.append(error.mistake)
        return tuple(text for text in found if text)

    def number(self, name: str, low: float, high: float, default: float) -> float:
        """A number between two bounds."""
        found = self.node(name)
        if found is None:
            return default
        try:
            return as_number(vocabulary.key(name), found, low, high)
        except MistakeError as error:
            self.mistakes.append(error.mistake)
            return default

    def integer(self, name: str, low: int, high: int) -> int | None:
        """A whole number between two bounds, or None where there is none."""
        found = self.node(name)
        if found is None:
            return None
        try:
            value = as_number(vocabulary.key(name), found, low, high)
        except MistakeError as error:
            self.mistakes.append(error.mistake)
            return None
        if not value.is_integer():
            self.note(found.line, "not_an_integer", key=vocabulary.key(name), value=value)
            return None
        return int(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        found = self.node(name)
        text = found.text.strip().lower() if isinstance(found, Text) else ""
        if found is None or text in vocabulary.table("values")["true"]:
            return default if found is None else True
        if text not in vocabulary.table("values")["false"]:
            self.note(found.line, "not_yes_no", key=vocabulary.key(name), value=text)
        return False


def as_text(key: str, node: Node) -> str:
    """The text of a scalar; raises a MistakeError."""
    if not isinstance(node, Text):
        raise MistakeError(node.line, "not_text", key=key)
    return node.text.strip()


def as_number(key: str, node: Node, low: float, high: float) -> float:
    """The number a scalar spells; raises a MistakeError."""
    text = as_text(key, node)
    try:
        value = float(text)
    except ValueError:
        raise MistakeError(node.line, "not_a_number", key=key, value=text[:40]) from None
    if not low <= value <= high:
        raise MistakeError(node.line, "out_of_range", key=key, low=low, high=high, value=text[:40])
    return value


def as_table(what: str, node: Node) -> Table:
    """A node as a mapping; raises a MistakeError."""
    if not isinstance(node, Table):
        raise MistakeError(node.line, "not_a_mapping", what=what)
    return node
