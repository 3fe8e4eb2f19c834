"""What the reader of files guessed and repaired, as notices, each with the options that take it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

from engine.datasets.uploads.column_kinds import ColumnFacts
from engine.datasets.uploads.layout import Layout
from engine.datasets.uploads.read_plan import Notice, Overrides, ReadPlan


@final
@dataclass(frozen=True)
class Repairs:
    """What was found while a file was read. counts: how often each cell occurs, by column.

    trimmed: columns in which cells are the same only without blanks around them. sums: positions of the sum rows.
    slip_lines: the lines of the slips, by column.
    """

    layout: Layout
    plan: ReadPlan
    facts: tuple[ColumnFacts, ...]
    counts: Mapping[str, Mapping[str, int]]
    trimmed: tuple[str, ...]
    sums: tuple[int, ...]
    slip_lines: Mapping[str, list[int]]


def notices(repairs: Repairs, overrides: Overrides) -> tuple[Notice, ...]:
    """The notices: on the layout, on rows, on cells."""
    return (*_layout(repairs, overrides), *_rows(repairs, overrides), *_cells(repairs, overrides))


def _layout(repairs: Repairs, overrides: Overrides) -> Iterator[Notice]:
    plan = repairs.plan
    if plan.titles and overrides.skip is None:
        yield Notice("table_titles", {"n": plan.titles}, {"skip": 0})
    if plan.header and overrides.header is None:
        values = {"n": plan.header, "names": list(plan.names)}
        yield Notice("table_header" if plan.header == 1 else "table_headers", values, {"header": plan.header - 1})
    elif overrides.header is None:
        yield Notice("table_no_header", {"names": list(plan.names)}, {"header": 1})
    if plan.separator not in (",", "\t") and plan.format == "text" and overrides.separator is None:
        yield Notice("table_separator", {"separator": plan.separator}, {"separator": ","})
    if repairs.layout.trailing:
        yield Notice("table_trailing")
    if len(repairs.layout.sheets) > 1:
        others = list(repairs.layout.sheets[1:])
        yield Notice("table_sheet", {"sheet": plan.sheet, "others": others}, {"sheet": others[0]})
    if any(each.decimal_comma for each in repairs.facts) and overrides.decimal is None:
        yield Notice("table_decimal", {}, {"decimal": "."})


def _rows(repairs: Repairs, overrides: Overrides) -> Iterator[Notice]:
    layout = repairs.layout
    if layout.limited and overrides.rows is None:
        yield Notice("table_first_rows", {"rows": repairs.plan.rows})
    if repairs.sums:
        yield Notice("table_sums", _numbered([layout.lines[i] for i in repairs.sums]), _keep(overrides, "sums"))
    if layout.ragged:
        values = _numbered([layout.lines[i] for i in layout.ragged])
        if "ragged" in overrides.keep:
            yield Notice("table_ragged_kept", values)
        else:
            yield Notice("table_ragged", values, _keep(overrides, "ragged"))


def _keep(overrides: Overrides, name: str) -> dict[str, list[str]]:
    return {"keep": [*overrides.keep, name]}


def _numbered(lines: list[int]) -> dict[str, Any]:
    return {"n": len(lines), "lines": lines}


def _cells(repairs: Repairs, overrides: Overrides) -> Iterator[Notice]:
    words = [word for word in repairs.plan.missing if word]
    if words:
        totals = {name: sum(cells.get(word, 0) for word in words) for name, cells in repairs.counts.items()}
        columns = [[name, n] for name, n in totals.items() if n]
        values = {"n": sum(totals.values()), "words": words, "columns": columns}
        yield Notice("table_missing", values, {"missing": []} if overrides.missing is None else {})
    for facts in repairs.facts:
        name, undo = facts.plan.name, {"categorical": [*overrides.categorical, facts.plan.name]}
        if facts.plan.slips:
            slips = {"column": name, "words": list(facts.plan.slips)}
            yield Notice("table_slips", slips | _numbered(repairs.slip_lines[name]), undo)
        if facts.plan.replacements:
            parts = [old for old, _ in facts.plan.replacements if old.strip()]
            yield Notice("table_units", {"column": name, "parts": parts}, undo)
    if repairs.trimmed:
        yield Notice("table_trimmed", {"columns": list(repairs.trimmed)})
