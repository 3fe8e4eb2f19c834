"""How a learner's file is read, as data: every choice is explicit, so that printed code can repeat it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, final

from engine.errors import did_you_mean, fail
from engine.validators import Choice, Hyperparameter, Integer, Text, Texts

Kind = Literal["numeric", "categorical", "date", "text", "empty"]
TargetKind = Literal["numeric", "categorical"]
Format = Literal["text", "excel"]

MAX_BYTES = 50_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 10_000_000
MAX_SKIPPED = 50
"""Lines before the first row of data: titles and column names."""
MAX_HEADER = 3

BLANKS = r"\s+"
SEPARATORS = (",", ";", "\t", "|", BLANKS)
"""BLANKS: one or more blanks or tabs, as the ``sep`` of pandas."""
ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be")


@final
@dataclass(frozen=True)
class Notice:
    """What was guessed or repaired. code: a key of the interface's texts. values: for the placeholders of its text.

    undo: options of the data spec that take it back: ``{**options, **undo}``; empty if it cannot be taken back.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    undo: Mapping[str, Any] = field(default_factory=dict)


@final
@dataclass(frozen=True)
class Overrides:
    """What the learner decides instead of the reader; None: the reader decides.

    skip: lines before the header. header: number of header lines, 0 for none. decimal: sign before decimals.
    missing: the words that mark missing cells, besides empty cells. categorical: names of columns whose cells are
    classes as they are, even if they look like numbers. dates: names of columns whose cells are dates. keep: of
    ``sums`` and ``ragged``, the rows not to drop.
    sheet: name of an Excel sheet. rows: number of rows to read, from the first.
    """

    skip: int | None = None
    header: int | None = None
    separator: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    missing: tuple[str, ...] | None = None
    categorical: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    sheet: str | None = None
    rows: int | None = None


RANGES: Mapping[str, Hyperparameter] = {
    "skip": Integer(low=0, high=MAX_SKIPPED, optional=True),
    "header": Integer(low=0, high=MAX_HEADER, optional=True),
    "separator": Choice(choices=SEPARATORS, optional=True),
    "encoding": Choice(choices=ENCODINGS, optional=True),
    "decimal": Choice(choices=(".", ","), optional=True),
    "missing": Texts(optional=True),
    "categorical": Texts(),
    "keep": Texts(),
    "sheet": Text(optional=True),
    "rows": Integer(low=1, high=MAX_ROWS, optional=True),
}
KEPT_ROWS = ("sums", "ragged")


def read_overrides(options: Mapping[str, Any]) -> Overrides:
    """The overrides among the options of a data spec. Raises a ProblemError with the option's name as path."""
    values = {name: range_.convert(name, options[name]) for name, range_ in RANGES.items() if name in options}
    for name in values.get("keep", ()):
        if name not in KEPT_ROWS:
            hint = did_you_mean(name, list(KEPT_ROWS))
            raise fail("not_a_choice", "keep", argument="keep", choices=KEPT_ROWS, value=name, hint=hint)
    return Overrides(**values)


@final
@dataclass(frozen=True)
class ColumnPlan:
    """How one column is read.

    replacements: ``(old, new)`` to apply to the cells in this order before they are numbers, such as ``("cm", "")``.
    slips: cells of a numeric column that are no numbers and count as missing. form: the format of a column of dates.
    """

    name: str
    kind: Kind
    replacements: tuple[tuple[str, str], ...] = ()
    slips: tuple[str, ...] = ()
    form: str = ""


@final
@dataclass(frozen=True)
class ReadPlan:
    """How a file is read.

    skip: records before the first row of data, blank lines included: titles and header. titles: the records before the
    header. header: number of header lines. names: of all columns. rows: number of rows to read; None for all. midnight:
    whether dates of Excel lose their time. normalise: whether letters are composed (NFC). trim: whether blanks around
    cells are removed. empty_rows: whether there are rows without any cell. dropped: positions of rows that are left
    out, of sums or with too few cells. missing: the words that mark missing cells and occur in the file. sheet: name of
    the Excel sheet.
    """

    format: Format
    names: tuple[str, ...]
    columns: tuple[ColumnPlan, ...]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    titles: int = 0
    header: int = 1
    skip: int = 1
    rows: int | None = None
    midnight: bool = False
    normalise: bool = False
    trim: bool = False
    empty_rows: bool = False
    dropped: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The plan as plain JSON data."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return data
