"""Numbers as people write them: with units, currencies, thousands separators, decimal commas, wide digits."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import final

from engine.datasets.uploads.known_words import known_words

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", re.ASCII),
}
"""Numbers with thousands separators, by the sign before their decimals."""
COMMA_NUMBER = re.compile(r"[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?", re.ASCII)
BLANK_GROUPED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u2007\u2009\u202f])\d{3}(\1\d{3})*([.,]\d*)?", re.ASCII)
AFFIXED = re.compile(r"(?P<before>\D*?)\s*[+-]?[\d.,]*\d[\d.,]*\s*(?P<after>(?!\d).*)", re.ASCII | re.DOTALL)
BRACKETED = re.compile(r"\([\d.,]+\)", re.ASCII)

MINUS_SIGNS = "−﹣–△"
FULL_WIDTH = range(0xFF01, 0xFF5F)
FULL_WIDTH_OFFSET = 0xFF01 - ord("!")

MAX_NUMBER = 1e15
"""Largest absolute value: the sum of 100,000 squares, needed to standardise a column, still fits into float32."""
MAX_DIGITS = 60
"""Letters of a number at most."""


def to_number(cell: str) -> float | None:
    """The number in a cell such as ``-1.5e3``; None if it is none or above MAX_NUMBER."""
    cell = cell.strip()
    if len(cell) > MAX_DIGITS or not NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return value if abs(value) <= MAX_NUMBER else None


def is_number(cell: str) -> bool:
    """Whether a cell looks like a number: also with thousands separators or a decimal comma, without a unit."""
    cell = cell.strip()
    patterns = (NUMBER, GROUPED["."], GROUPED[","], COMMA_NUMBER)
    return len(cell) <= MAX_DIGITS and any(pattern.fullmatch(cell) for pattern in patterns)


Replacements = tuple[tuple[str, str], ...]


@final
@dataclass(frozen=True)
class Writing:
    """How the numbers of a column are written. replacements: ``(old, new)``, which in this order make them numbers.

    values: the number of each cell, None if it is none. units: the words behind, the currencies before them.
    """

    values: Mapping[str, float | None]
    replacements: Replacements = ()
    units: tuple[str, ...] = ()


def find_writing(counts: Mapping[str, int], decimal: str) -> Writing:
    """How these cells are written as numbers. counts: how often each cell occurs. decimal: the sign before decimals."""
    cells = list(counts)
    steps = _characters(cells)
    bare = {cell: replaced(cell, steps) for cell in cells}
    units = _units({bare[cell]: counts[cell] for cell in cells})
    steps += [(unit, "") for unit in units]
    cores = {cell: _without(bare[cell], units) for cell in cells}
    if any(BRACKETED.fullmatch(core) for core in cores.values()):
        steps += [("(", "-"), (")", "")]
    grouped = map(BLANK_GROUPED.fullmatch, cores.values())
    steps += [(blank, "") for blank in sorted({match[1] for match in grouped if match})]
    steps += _separators(cores.values(), decimal)
    values = {cell: to_number(replaced(cell, steps)) if _is_sound(cores[cell], decimal) else None for cell in cells}
    return Writing(values, tuple(steps), units)


def replaced(cell: str, replacements: Iterable[tuple[str, str]]) -> str:
    """The cell after the replacements, in their order."""
    for old, new in replacements:
        cell = cell.replace(old, new)
    return cell


def _characters(cells: Iterable[str]) -> list[tuple[str, str]]:
    """The replacements of wide characters and of minus signs that stand among digits."""
    letters = {letter for cell in cells if any(map(str.isdigit, cell)) for letter in cell if not letter.isascii()}
    wide = [(letter, chr(ord(letter) - FULL_WIDTH_OFFSET)) for letter in sorted(letters) if ord(letter) in FULL_WIDTH]
    return wide + [(sign, "-") for sign in MINUS_SIGNS if sign in letters]


def _units(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The most common unit behind and the most common currency before the numbers, in all their spellings."""
    behind: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for cell, count in counts.items():
        match = AFFIXED.fullmatch(cell[:MAX_DIGITS])
        if match and match["after"].strip().casefold() in known_words("units"):
            behind[match["after"].strip()] += count
        if match and match["before"].strip().casefold() in known_words("currencies"):
            before[match["before"].strip()] += count
    return (*_spellings(behind), *_spellings(before))


def _spellings(counts: Counter[str]) -> tuple[str, ...]:
    """The most common word, and the words that differ from it in case only; the longest first."""
    if not counts:
        return ()
    first = counts.most_common(1)[0][0].casefold()
    return tuple(sorted((word for word in counts if word.casefold() == first), key=lambda word: (-len(word), word)))


def _without(cell: str, units: Iterable[str]) -> str:
    """The cell without one of the units at its end and one at its beginning."""
    for unit in units:
        if cell.endswith(unit):
            cell = cell[: -len(unit)]
        elif cell.startswith(unit):
            cell = cell[len(unit) :]
    return cell.strip()


def _separators(cores: Iterable[str], decimal: str) -> list[tuple[str, str]]:
    """The replacements of thousands separators and of a decimal comma, as far as they occur."""
    sound = [core for core in cores if _is_sound(core, decimal)]
    if decimal == ".":
        return [(",", "")] if any("," in core for core in sound) else []
    steps = [(".", "")] if any("." in core for core in sound) else []
    return [*steps, (",", ".")] if any("," in core for core in sound) else steps


def _is_sound(core: str, decimal: str) -> bool:
    """Whether digits, separators and sign form a number, in brackets or not."""
    if BRACKETED.fullmatch(core):
        core = core[1:-1]
    if len(core) > MAX_DIGITS:
        return False
    whole = NUMBER if decimal == "." else COMMA_NUMBER
    return any(pattern.fullmatch(core) for pattern in (whole, GROUPED[decimal], BLANK_GROUPED))
