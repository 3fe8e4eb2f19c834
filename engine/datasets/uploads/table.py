"""A learner's table: its columns, and the arrays that it becomes for training."""

from dataclasses import dataclass
from typing import Any, final

from engine.datasets.source_code import Step, run_steps
from engine.datasets.uploads.column import Column
from engine.datasets.uploads.column_kinds import MAX_CATEGORIES
from engine.datasets.uploads.read_plan import Notice, Overrides, ReadPlan, TargetKind
from engine.datasets.uploads.roles import NO_ROLES, Roles, role_of
from engine.errors import ProblemError, did_you_mean, fail
from engine.typing import Array

MAX_FEATURES = 2_000
MAX_ELEMENTS = 50_000_000
"""Elements of x: 200 MB of float32."""
MIN_ROWS = 3
"""One row each for training, validation and test."""
MAX_CELL_IN_ERROR = 40
"""Characters of a cell that an error message shows."""


@final
@dataclass(frozen=True)
class Outline:
    """Features and classes of a table, without its values. A regression has no class names.

    filled: number of missing cells in numeric columns of x, which get their column's mean. dropped: number of rows
    without a target. left_out: names of the columns that cannot be used as features (free text, empty).
    """

    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    filled: int
    dropped: int
    left_out: tuple[str, ...]


@final
@dataclass(frozen=True, eq=False)
class TableArrays:
    """x: float32 ``(rows, features)``. y: ``(rows,)``, int64 classes, or float32 values if there are no class names."""

    x: Array
    y: Array
    outline: Outline


@final
@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file. plan: how it was read. notices: what was guessed or repaired. frame: a pandas DataFrame of
    text, NaN where a cell is missing."""

    columns: tuple[Column, ...]
    plan: ReadPlan
    notices: tuple[Notice, ...]
    frame: Any

    @property
    def target(self) -> str:
        """Name of the column to predict by default: the last that is not empty."""
        filled = [column.name for column in self.columns if column.kind != "empty"]
        return (filled or [self.columns[-1].name])[-1]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, all distinct."""
        return self.plan.names

    @property
    def rows(self) -> int:
        """The number of rows, without the dropped ones."""
        return len(self.frame)

    def column(self, name: str) -> Column:
        """The column of that name. Raises a ProblemError with code ``csv_unknown_column`` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise fail("csv_unknown_column", column=name, hint=did_you_mean(name, list(self.names)))

    def target_kind(self, target: str | None = None) -> TargetKind:
        """The default kind of a target: numeric if all its cells are numbers, but not just a few integers."""
        column = self.column(self.target if target is None else target)
        return "categorical" if column.kind != "numeric" or column.looks_categorical else "numeric"

    def features(self, target: str, roles: Roles = NO_ROLES) -> list[Column]:
        """The columns used as features: numeric, then dates, then categorical. Raises the error of ``role_of``."""
        labelled = ~self.column(target).is_missing()
        by_role = {each.name: role_of(each, roles) for each in self.columns if each.name != target}
        filled = [each for each in self.columns if bool((labelled & ~each.is_missing()).any())]
        order = ("numeric", "date", "categorical")
        return [each for role in order for each in filled if by_role.get(each.name) == role]

    def outline(self, target: str | None = None, kind: TargetKind | None = None, roles: Roles = NO_ROLES) -> Outline:
        """Describe the result of :meth:`to_arrays` without allocating x. Raises the same errors."""
        column = self.column(self.target if target is None else target)
        kind = kind or self.target_kind(column.name)
        check_target(column, kind)
        labelled = ~column.is_missing()
        features = self.features(column.name, roles)
        names = tuple(name for each in features for name in feature_names(each))
        _check_size(len(names), int(labelled.sum()))
        return Outline(
            names,
            column.categories if kind == "categorical" else (),
            sum(int((each.is_missing() & labelled).sum()) for each in features if each.kind != "categorical"),
            self.rows - int(labelled.sum()),
            tuple(c.name for c in self.columns if c is not column and c not in features),
        )

    def steps(self, target: str, kind: TargetKind, roles: Roles = NO_ROLES) -> list[Step]:
        """The steps that make ``x`` and ``y`` of ``data``, the frame."""
        from engine.datasets.uploads.array_steps import array_steps  # imports pandas

        return array_steps(self.column(target), kind, self.features(target, roles))

    def to_arrays(self, target: str | None = None, kind: TargetKind | None = None,
                  roles: Roles = NO_ROLES) -> TableArrays:
        """The target as y, the usable other columns as x: first the numeric ones, then the categorical ones, one-hot.

        Rows without a target are dropped, and missing cells of a numeric column of x become the column's mean. Raises a
        ProblemError with one of the codes ``csv_unknown_column``, ``csv_no_target``, ``csv_one_class``,
        ``csv_too_many_classes``, ``csv_not_a_number``, ``csv_no_features``, ``csv_too_few_rows`` and
        ``csv_too_many_features``.
        """
        name = self.target if target is None else target
        kind = kind or self.target_kind(name)
        outline = self.outline(name, kind, roles)
        results = run_steps(self.steps(name, kind, roles), data=self.frame.copy())
        return TableArrays(results["x"], results["y"], outline)


def check_target(column: Column, kind: TargetKind) -> None:
    """Raise a ProblemError if the column cannot be predicted as this kind."""
    if not column.categories:
        raise fail("csv_no_target", column=column.name)
    if len(column.categories) == 1:
        raise fail("csv_one_class", column=column.name, value=column.categories[0])
    if kind == "numeric":
        if column.kind != "numeric":
            raise _not_a_number(column)
    elif len(column.categories) > MAX_CATEGORIES:
        raise fail("csv_too_many_classes", column=column.name, received=len(column.categories), limit=MAX_CATEGORIES)


def _not_a_number(column: Column) -> ProblemError:
    """The error for the first cell of a column that is no number."""
    cells = zip(column.lines, column.cells(), strict=True)
    line, cell = next((line, cell) for line, cell in cells if cell is not None and column.values[cell] is None)
    return fail("csv_not_a_number", line=line, column=column.name, value=cell[:MAX_CELL_IN_ERROR])


def _check_size(features: int, rows: int) -> None:
    if not features:
        raise fail("csv_no_features")
    if rows < MIN_ROWS:
        raise fail("csv_too_few_rows", received=rows, low=MIN_ROWS)
    limit = min(MAX_FEATURES, MAX_ELEMENTS // rows)
    if features > limit:
        raise fail("csv_too_many_features", received=features, limit=limit)


def feature_names(column: Column) -> list[str]:
    """The names of the columns of x that a column becomes."""
    if column.kind == "numeric":
        return [column.name]
    if column.kind == "date":
        return [f"{column.name} {part}" for part in column.date_parts]
    return [f"{column.name}={category}" for category in column.categories]


def read_table(data: bytes, overrides: Overrides | None = None) -> Table:
    """Read the bytes of a file. Raises a ProblemError whose code begins with ``csv_`` if it is no table."""
    from engine.datasets.uploads.reading import read_file  # imports pandas

    overrides = overrides or Overrides()
    reading = read_file(data, overrides)
    columns = tuple(
        Column(facts.plan, reading.frame[facts.plan.name], facts.values, reading.lines) for facts in reading.facts
    )
    table = Table(columns, reading.plan, reading.notices, reading.frame)
    for name in overrides.categorical:
        if name not in table.names:
            raise fail("csv_unknown_column", "categorical", column=name, hint=did_you_mean(name, list(table.names)))
    return table
