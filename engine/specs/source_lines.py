"""Locations in source code, in characters, from the positions of ``ast``, which counts UTF-8 bytes."""

import ast
import re
from functools import cached_property
from typing import Any, final

MAX_SHOWN = 80
"""Characters of a piece of code that a message quotes."""


@final
class SourceLines:
    """The lines of a source, split once: a location takes time in the length of its line, not of the source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._columns: dict[int, list[int]] = {}

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends. ``splitlines`` would split at more characters than Python does."""
        return re.split(r"\r\n|\r|\n", self.source)

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line's first character in the source."""
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.source))]

    def column(self, line: int, offset: int) -> int:
        """The index, in characters from 0, of the byte at ``offset`` in a line, counted from 1."""
        text = self.lines[line - 1]
        if text.isascii():
            return min(offset, len(text))
        if line not in self._columns:
            sizes = (len(character.encode("utf-8", "surrogatepass")) for character in text)
            self._columns[line] = [index for index, size in enumerate(sizes) for _ in range(size)]
        columns = self._columns[line]
        return columns[offset] if offset < len(columns) else len(text)

    def location(self, node: ast.AST) -> dict[str, Any]:
        """Line and column of a node, both from 1, and the start of its code."""
        line = getattr(node, "lineno", 1)
        column = self.column(line, getattr(node, "col_offset", 0))
        end = getattr(node, "end_col_offset", None) if getattr(node, "end_lineno", line) == line else None
        stop = column + MAX_SHOWN if end is None else min(self.column(line, end), column + MAX_SHOWN)
        return {"line": line, "column": column + 1, "code": self.lines[line - 1][column:stop], "hint": ""}

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Start and end of a node as offsets in the source, in characters."""
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", None) or 1
        return (self.starts[first - 1] + self.column(first, getattr(node, "col_offset", 0)),
                self.starts[last - 1] + self.column(last, getattr(node, "end_col_offset", None) or 0))

    def text(self, node: ast.AST) -> str:
        """The code of a node."""
        start, end = self.span(node)
        return self.source[start:end]
