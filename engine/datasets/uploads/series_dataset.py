"""One column of numbers of an uploaded table as a time series: windows of values, each with the value to predict."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, final

import numpy as np

from engine.datasets.samples import hold_out_validation
from engine.datasets.source_code import Step, run_steps
from engine.datasets.time_series import hold_out_latest, make_windows, standardise_series, standardise_target
from engine.datasets.uploads.column import Column
from engine.datasets.uploads.read_plan import Notice
from engine.datasets.uploads.table import Table, check_target
from engine.datasets.uploads.uploaded_dataset import NAME, UploadedTable
from engine.errors import ProblemError, did_you_mean, fail
from engine.typing import Array
from engine.validators import Hyperparameter, Integer

MAX_WINDOW = 1_000
RANGES: Mapping[str, Hyperparameter] = {
    "window": Integer(low=1, high=MAX_WINDOW),
    "step": Integer(low=1, high=MAX_WINDOW),
    "horizon": Integer(low=1, high=MAX_WINDOW),
}
FIRST_WINDOW = 12
FEWEST_WINDOWS = 10
"""A table with fewer windows of FIRST_WINDOW values begins with shorter windows."""


@final
@dataclass(frozen=True)
class SeriesWindows:
    """window: values in a sample. step: rows between the beginnings of two samples. horizon: rows from the end of a
    window to its target; 1 is the next row."""

    window: int = FIRST_WINDOW
    step: int = 1
    horizon: int = 1

    def to_json(self) -> dict[str, int]:
        return asdict(self)


def read_windows(value: Any) -> SeriesWindows | None:
    """The windows of the option ``series``; None for no series.

    Raises a ProblemError whose path is ``series`` and the name of the value.
    """
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise fail("bad_document", "series", owner="series", expected="keys and values", received=type(value).__name__)
    for name in value:
        if name not in RANGES:
            hint = did_you_mean(str(name), list(RANGES))
            raise fail("unknown_argument", "series", owner="series", argument=str(name), hint=hint)
    try:
        return SeriesWindows(**{name: RANGES[name].convert(name, item) for name, item in value.items()})
    except ProblemError as error:
        raise ProblemError(error.problem.under("series")) from None


def first_windows(table: Table) -> SeriesWindows:
    """The windows that a table begins with."""
    return SeriesWindows(window=max(1, min(FIRST_WINDOW, (table.rows - 1) // 2, table.rows - FEWEST_WINDOWS)))


@final
@dataclass(frozen=True)
class UploadedSeries(UploadedTable):
    """A set made by :func:`make_series`. date: the column that orders the rows; None for the order of the file."""

    date: str | None = field(kw_only=True)
    windows: SeriesWindows = field(kw_only=True)
    scale_target: bool = field(default=True, kw_only=True)

    @property
    def class_names(self) -> tuple[str, ...]:
        return ()

    def array_steps(self) -> list[Step]:
        from engine.datasets.uploads.array_steps import series_steps  # imports pandas

        date = None if self.date is None else self.table.column(self.date)
        return [*series_steps(self.table.column(self.target), date), Step(make_windows, self.windows.to_json())]

    def shown_columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.date, self.target) if name is not None)

    def rows_of_samples(self) -> Array:
        rows = self._order()
        first = self.windows.window + self.windows.horizon - 1
        return rows[np.arange(first, len(rows), self.windows.step)]

    def _order(self) -> Array:
        """int ``(rows,)``: the rows in the order of the series."""
        from engine.datasets.uploads.read_steps import sort_dates  # imports pandas

        frame = self.table.frame.reset_index(drop=True)
        if self.date is None:
            return np.arange(len(frame))
        form = self.table.column(self.date).plan.form
        step = Step(sort_dates, {"date": self.date, "form": form})
        rows: Array = run_steps([step], data=frame)["data"].index.to_numpy()
        return rows

    def split_steps(self, validation: float, test: float, seed: int) -> list[Step]:
        return [Step(hold_out_latest, {"test": test}), Step(hold_out_validation, {"validation": validation})]

    def scale_steps(self) -> list[Step]:
        return [Step(standardise_series), *([Step(standardise_target)] if self.scale_target else [])]


def date_of(table: Table, target: str, chosen: Mapping[str, str]) -> Column | None:
    """The column that orders the rows: the first column of dates that is not left out."""
    dates = (column for column in table.columns if column.kind == "date" and chosen.get(column.name) != "out")
    return next((column for column in dates if column.name != target and not column.missing), None)


def make_series(table: Table, target: str, windows: SeriesWindows, roles: Mapping[str, str], scale_target: bool = True,
                notices: tuple[Notice, ...] = ()) -> UploadedSeries:
    """The data set of a series. Raises the errors of ``check_target``, and a ProblemError with code ``csv_no_series``
    if there are not enough rows for three windows."""
    check_target(table.column(target), "numeric")
    needed = windows.window + windows.horizon + 2 * windows.step
    if table.rows < needed:
        raise fail("csv_no_series", "series", "window", window=windows.window, horizon=windows.horizon, needed=needed,
                   rows=table.rows)
    date = date_of(table, target, roles)
    return UploadedSeries(NAME, "series", "regression", (windows.window, 1), table=table, file="data.csv",
                          target=target, notices=notices, date=None if date is None else date.name, windows=windows,
                          scale_target=scale_target)


def is_series(table: Table, roles: Mapping[str, str]) -> bool:
    """Whether a table has enough rows and consists of one column of numbers and at most one of dates."""
    used = [column.kind for column in table.columns if roles.get(column.name) != "out" and column.kind != "empty"]
    return table.rows > FEWEST_WINDOWS and sorted(used) in (["numeric"], ["date", "numeric"])
