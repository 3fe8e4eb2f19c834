"""Notices on what a table is used for: columns that are left out, windows of a series, large targets."""

from collections.abc import Iterator

from engine.datasets.uploads.read_plan import Notice, TargetKind
from engine.datasets.uploads.roles import Roles, is_identifier
from engine.datasets.uploads.series_dataset import SeriesWindows
from engine.datasets.uploads.table import Table

LARGE = 1_000.0
"""A target whose values are larger is hard to learn without scaling."""
MAX_SCARCE = 2
"""Rows of a class that are too few to be in the training, validation and test rows."""


def use_notices(table: Table, target: str, kind: TargetKind, roles: Roles, scale_target: bool) -> tuple[Notice, ...]:
    """The notices of a table whose rows are samples; the target is checked already or will be."""
    return tuple(_notices(table, target, kind, roles, scale_target))


def _notices(table: Table, target: str, kind: TargetKind, roles: Roles, scale_target: bool) -> Iterator[Notice]:
    for column in table.columns:
        if roles.get(column.name) == "out" and is_identifier(column) and column.name != target:
            others = {name: role for name, role in roles.items() if name != column.name}
            yield Notice("table_identifier", {"column": column.name}, {"columns": others})
    column = table.column(target)
    if kind == "numeric" and column.kind == "numeric":
        size = max((abs(value) for value in column.values.values() if value is not None), default=0.0)
        if size > LARGE:
            values = {"column": target, "size": size}
            yield Notice("table_scaled_target" if scale_target else "table_large_target", values,
                         {"scale_target": not scale_target})
    if kind == "categorical" and column.kind != "empty":
        counts = column.series.map(lambda cell: column.same.get(cell, cell)).value_counts()
        scarce = [str(name) for name in column.categories if 0 < int(counts.get(name, 0)) <= MAX_SCARCE]
        if scarce:
            yield Notice("table_scarce_classes", {"column": target, "classes": scarce, "n": len(scarce)})


def series_notices(windows: SeriesWindows) -> tuple[Notice, ...]:
    """The notices of a series."""
    return (Notice("table_series", dict(windows.to_json()), {"series": None}),)
