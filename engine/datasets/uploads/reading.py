"""Read a learner's file: find out how it is laid out and written, and say what was guessed or repaired.

This module imports pandas through its steps: import it only when a file is read.
"""

import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, final
from unicodedata import is_normalized

from engine.datasets.source_code import run_steps
from engine.datasets.uploads.column_kinds import ColumnFacts, infer_column
from engine.datasets.uploads.file_format import recognise
from engine.datasets.uploads.known_words import known_words
from engine.datasets.uploads.layout import text_layout
from engine.datasets.uploads.notices import Repairs, notices
from engine.datasets.uploads.plan_steps import cleaning_steps, reading_step
from engine.datasets.uploads.read_plan import Notice, Overrides, ReadPlan
from engine.datasets.uploads.workbook import sheet_layout, workbook_errors
from engine.errors import fail

Counts = Mapping[str, int]
"""How often each cell of a column occurs."""


@final
@dataclass(frozen=True, eq=False)
class Reading:
    """A file that was read. frame: a pandas DataFrame of text, NaN where a cell is missing, without the dropped rows.

    lines: the line of each row of the frame in the file. facts: what each column holds.
    """

    plan: ReadPlan
    notices: tuple[Notice, ...]
    frame: Any
    lines: tuple[int, ...]
    facts: tuple[ColumnFacts, ...]


def read_file(data: bytes, overrides: Overrides | None = None) -> Reading:
    """Read a file. Raises a ProblemError whose code begins with ``csv_`` if it is no table."""
    overrides = overrides or Overrides()
    layout = sheet_layout(data, overrides) if recognise(data) == "excel" else text_layout(data, overrides)
    if not layout.lines:
        raise fail("csv_empty")
    with workbook_errors() if layout.plan.format == "excel" else nullcontext():
        raw = run_steps([reading_step(layout.plan, "")], file=io.BytesIO(data))["data"]
    if len(raw) != len(layout.lines):
        raise fail("csv_unreadable")
    plan, trimmed = _trimming(layout.plan, raw)
    plan, sums = _dropping(plan, raw, layout.ragged, overrides)
    rows = _run(plan, raw)
    if not len(rows):
        raise fail("csv_empty")
    counts = _counts(rows)
    plan = replace(plan, missing=_missing(counts.values(), overrides))
    facts = _facts(counts, plan, overrides)
    plan = replace(plan, columns=tuple(each.plan for each in facts))
    frame = _run(plan, raw)
    lines = tuple(layout.lines[i] for i in frame.index)
    repairs = Repairs(layout, plan, facts, counts, trimmed, sums, _slip_lines(frame, lines, plan))
    return Reading(plan, notices(repairs, overrides), frame, lines, facts)


def _run(plan: ReadPlan, raw: Any) -> Any:
    """The frame after the cleaning steps of a plan."""
    return run_steps(cleaning_steps(plan), data=raw).get("data", raw)


def _counts(frame: Any) -> dict[str, dict[str, int]]:
    """How often each cell occurs, by column."""
    return {name: dict(frame[name].value_counts(sort=False).items()) for name in frame.columns}


def _trimming(plan: ReadPlan, raw: Any) -> tuple[ReadPlan, tuple[str, ...]]:
    """The plan with ``normalise`` and ``trim``, and the columns in which cells are the same only when trimmed."""
    distinct = {name: set(raw[name].unique()) for name in raw.columns}
    cells = set(chain.from_iterable(distinct.values()))
    midnight = plan.format == "excel" and any(cell.endswith(" 00:00:00") for cell in cells)
    normalise = not all(is_normalized("NFC", cell) for cell in cells)
    trim = any(cell != cell.strip() for cell in cells)
    merged = tuple(name for name, values in distinct.items() if len({cell.strip() for cell in values}) < len(values))
    return replace(plan, midnight=midnight, normalise=normalise, trim=trim), merged


def _dropping(plan: ReadPlan, raw: Any, ragged: Sequence[int],
              overrides: Overrides) -> tuple[ReadPlan, tuple[int, ...]]:
    """The plan with ``empty_rows`` and ``dropped``, and the positions of the rows that are sums."""
    rows = _run(plan, raw)
    empty = (rows == "").all(axis=1)
    plan = replace(plan, empty_rows=bool(empty.any()))
    filled = rows[~empty]
    sums = () if "sums" in overrides.keep else tuple(_sum_rows(filled))
    dropped = {*sums, *(() if "ragged" in overrides.keep else ragged)}
    return replace(plan, dropped=tuple(sorted(dropped))), sums


def _sum_rows(rows: Any) -> list[int]:
    """The labels of the first and the last row if one of its cells names a sum and occurs in no other row.

    A table of one column has none.
    """
    labels = []
    for label in dict.fromkeys([*rows.index[:1], *rows.index[-1:]]):
        for name in rows.columns[:-1]:
            cell = rows.at[label, name]
            if cell.casefold() in known_words("sums") and (rows[name] == cell).sum() == 1:
                labels.append(label)
                break
    return labels


def _missing(counts: Any, overrides: Overrides) -> tuple[str, ...]:
    """The words in the file that mark missing cells; blank cells do too."""
    chosen = overrides.missing
    words = known_words("missing") if chosen is None else frozenset(word.casefold() for word in chosen)
    cells = dict.fromkeys(chain.from_iterable(counts))
    return tuple(cell for cell in cells if not cell or cell.casefold() in words)


def _facts(counts: Mapping[str, Counts], plan: ReadPlan, overrides: Overrides) -> tuple[ColumnFacts, ...]:
    """What each column holds; if one has decimal commas, all have."""
    missing = set(plan.missing)
    filled = {name: {cell: n for cell, n in cells.items() if cell not in missing} for name, cells in counts.items()}

    def infer(decimal: str | None) -> tuple[ColumnFacts, ...]:
        return tuple(infer_column(name, cells, name in overrides.categorical, decimal, name in overrides.dates)
                     for name, cells in filled.items())

    facts = infer(overrides.decimal)
    return infer(",") if overrides.decimal is None and any(each.decimal_comma for each in facts) else facts


def _slip_lines(frame: Any, lines: Sequence[int], plan: ReadPlan) -> dict[str, list[int]]:
    """The lines of the slips, by column."""
    slip_lines = {}
    for column in plan.columns:
        if column.slips:
            positions = frame[column.name].isin(column.slips).to_numpy().nonzero()[0]
            slip_lines[column.name] = [lines[i] for i in positions]
    return slip_lines
