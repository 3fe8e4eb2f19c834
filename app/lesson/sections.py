"""The body of a lesson, cut into prose, code and declared parts, each with its line and its step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import final

from markdown_it.token import Token

from app.lesson import vocabulary
from app.lesson.condition_reader import read_check
from app.lesson.declared import READERS, Place
from app.lesson.fields import Fields, as_table
from app.lesson.known import Known
from app.lesson.mistakes import Mistake, MistakeError
from app.lesson.nodes import Table, parse
from app.lesson.parts import CodeCell, Hint, Part, Prose, Question, Solution
from app.lesson.plain_code import is_code, segments, without_prompts
from app.lesson.prose import block_html, html_heading, inline_html, markdown, plain, tokens_html
from app.lesson.steps import step_of

PYTHON = {"python", "python3", "py", "ipython"}
YAML = {"yaml", "yml"}
MAX_HINTS = 3


def read_body(lines: list[str], start: int, known: Known, mistakes: list[Mistake]) -> list[Part]:
    """The parts of the lines from `start` on."""
    reader = _Body(lines, start, known, mistakes)
    for first, end, code in segments(lines, start):
        reader.start = first
        text = "\n".join(lines[first:end])
        if code:
            reader.add(CodeCell(first + 1, reader.step, text + "\n", text))
            continue
        for block in _blocks(markdown().parse(text)):
            reader.take(block)
        reader.flush()
    return reader.with_checks()


def _blocks(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of one top-level block after another."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


@final
@dataclass
class _Body:
    """What has been read so far."""

    lines: list[str]
    start: int
    known: Known
    mistakes: list[Mistake]
    parts: list[Part] = field(default_factory=list)
    step: int | None = None
    step_level: int = 0
    heading: tuple[int, str] = (0, "")
    pending: list[Token] = field(default_factory=list)
    checks: list[tuple[int, Table, Place]] = field(default_factory=list)

    def take(self, block: list[Token]) -> None:
        """Read one top-level block."""
        first = block[0]
        heading = _heading(block)
        if heading:
            self.flush()
            self._enter(*heading)
        if first.type == "fence" and self._fence(first):
            return
        self.pending += block

    def flush(self) -> None:
        """Make prose of the tokens that wait."""
        if self.pending:
            where = [token.map for token in self.pending if token.map]
            top, end = (where[0][0] + self.start, where[-1][1] + self.start) if where else (self.start, self.start)
            source, (level, words) = "\n".join(self.lines[top:end]), self.heading
            self.parts.append(Prose(top + 1, self.step, source, tokens_html(self.pending), words, level))
        self.pending, self.heading = [], (0, "")

    def _enter(self, level: int, words: str) -> None:
        found = step_of(words)
        if found is not None or level <= self.step_level:
            self.step, self.step_level = found, level if found else 0
        self.heading = (level, words)

    def _fence(self, token: Token) -> bool:
        """Whether a fence became a part; else it is text."""
        words = [word for word in token.info.split() if word.lower() not in YAML]
        opening = words[0] if words else ""
        line = self.start + (token.map or [0])[0] + 1
        if opening.lower() in PYTHON or (not token.info.strip() and is_code(token.content)):
            return self.add(self._code(line, token.content, words[1:]))
        declared = vocabulary.meaning("parts").get(opening)
        if declared is None:
            if not opening.isascii():
                hint = vocabulary.guess(opening, list(vocabulary.table("parts").values()))
                self.mistakes.append(Mistake(line, "unknown_part", {"word": opening[:40], "hint": hint}))
            return False
        if declared == "hint":
            return self._hint(line, token.content)
        return self._declared(declared, line, token.content)

    def add(self, part: Part) -> bool:
        """Put a part after what has been read; True, for those who report that they made one."""
        self.flush()
        self.parts.append(part)
        return True

    def _code(self, line: int, content: str, words: list[str]) -> Part:
        names = vocabulary.table("parts")
        code = without_prompts(content)
        if names["solution"] in words:
            return Solution(line, self.step, code)
        return CodeCell(line, self.step, code, content, live=names["shown"] not in words)

    def _hint(self, line: int, content: str) -> bool:
        number = sum(isinstance(part, Hint) for part in self.parts) + 1
        if number > MAX_HINTS:
            self.mistakes.append(Mistake(line, "too_many_hints", {"limit": MAX_HINTS}))
            return False
        return self.add(Hint(line, self.step, number, content, block_html(content)))

    def _declared(self, declared: str, line: int, content: str) -> bool:
        place = Place(line, self.step, f"{vocabulary.word('parts', declared)}-{len(self.parts) + 1}")
        if declared == "solution":
            return self.add(Solution(line, self.step, content))
        try:
            table = as_table(vocabulary.word("parts", declared), parse(content, line + 1))
        except MistakeError as error:
            self.mistakes.append(error.mistake)
            return False
        if declared == "check":
            self.flush()
            self.checks.append((len(self.parts), table, place))
            return True
        if declared not in READERS:
            return False
        fields = Fields(vocabulary.word("parts", declared), table, self.mistakes)
        return self.add(READERS[declared](fields, place))

    def with_checks(self) -> list[Part]:
        """The parts with the checks in their places; a check may speak of questions that come after it."""
        questions: dict[str, Question] = {}
        for part in self.parts:
            if isinstance(part, Question):
                if part.name in questions:
                    self.mistakes.append(Mistake(part.line, "repeated_name", {"name": part.name}))
                questions[part.name] = part
        for shift, (index, table, place) in enumerate(self.checks):
            check = read_check(table, place, questions, self.known, self.mistakes)
            self.parts.insert(index + shift, check)
        return self.parts


def _heading(block: list[Token]) -> tuple[int, str] | None:
    if block[0].type == "heading_open":
        return int(block[0].tag[1]), plain(inline_html(block[1].content))
    return html_heading(block[0].content) if block[0].type == "html_block" else None
