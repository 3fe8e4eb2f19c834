"""An uploaded table as a data set of the notebook, with the pandas code that reads the same file."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

from engine.datasets.dataset import Dataset
from engine.datasets.samples import Arrays
from engine.datasets.source_code import Step, run_steps, script_of
from engine.datasets.stratified_split import stratify_test, stratify_validation
from engine.datasets.time_series import standardise_target
from engine.datasets.uploads.read_plan import Notice, TargetKind
from engine.datasets.uploads.roles import NO_ROLES, Roles, no_roles
from engine.datasets.uploads.table import Outline, Table
from engine.typing import Array

NAME = "csv"
"""Name of uploaded tables in a data spec."""


@dataclass(frozen=True)
class UploadedTable(Dataset, ABC):
    """A data set made of a learner's table. file: the file name in the code. target: the column to predict.

    notices: what was guessed, besides the notices of the table.
    """

    table: Table = field(kw_only=True)
    file: str = field(kw_only=True)
    target: str = field(kw_only=True)
    notices: tuple[Notice, ...] = field(default=(), kw_only=True)

    @abstractmethod
    def array_steps(self) -> list[Step]:
        """The steps from the frame to ``x`` and ``y``."""

    @abstractmethod
    def shown_columns(self) -> tuple[str, ...]:
        """The columns of the file that a sample consists of."""

    @abstractmethod
    def rows_of_samples(self) -> Array:
        """int ``(samples,)``: the row of the table that each sample of ``x`` is, or whose value is its target."""

    def cells(self, samples: Array) -> list[list[str | None]]:
        """The cells of :meth:`shown_columns` as they are in the file; samples: positions in ``x``."""
        rows = self.table.frame.iloc[self.rows_of_samples()[samples]]
        values: list[list[Any]] = rows[list(self.shown_columns())].to_numpy().tolist()
        return [[cell if isinstance(cell, str) else None for cell in row] for row in values]

    def read(self, seed: int, **options: Any) -> Arrays:
        results = run_steps(self.array_steps(), data=self.table.frame.copy())
        return Arrays(results["x"], results["y"])

    def rows(self, **options: Any) -> int:
        return len(self.rows_of_samples())

    def convert(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return no options: those of the data spec were already used to build this set."""
        return {}

    def code(self, seed: int, **options: Any) -> str:
        """The steps that read the file and make its arrays, which are those that the engine runs."""
        from engine.datasets.uploads.plan_steps import cleaning_steps, reading_step  # imports pandas

        plan = self.table.plan
        steps = [reading_step(plan, self.file), *cleaning_steps(plan), *self.array_steps()]
        return f"import numpy as np\nimport pandas as pd\n\n{script_of(steps)}"


@final
@dataclass(frozen=True)
class Uploaded(UploadedTable):
    """A set made by :func:`make_dataset`: every row is a sample. target_kind: kind of the column to predict.

    outline: features and classes, and the numbers of filled cells and dropped rows. roles: what the learner uses the
    columns for. scale_target: whether the targets of a regression are standardised.
    """

    outline: Outline = field(kw_only=True)
    target_kind: TargetKind = field(kw_only=True)
    roles: Roles = field(default_factory=no_roles, kw_only=True)
    scale_target: bool = field(default=False, kw_only=True)

    @property
    def feature_names(self) -> tuple[str, ...]:
        return self.outline.feature_names

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.outline.class_names

    def array_steps(self) -> list[Step]:
        return self.table.steps(self.target, self.target_kind, self.roles)

    def shown_columns(self) -> tuple[str, ...]:
        names = {column.name for column in self.table.features(self.target, self.roles)}
        return tuple(name for name in self.table.names if name in names)

    def rows_of_samples(self) -> Array:
        return np.flatnonzero(~self.table.column(self.target).is_missing())

    def split_steps(self, validation: float, test: float, seed: int) -> list[Step]:
        if self.task == "regression":
            return super().split_steps(validation, test, seed)
        return [Step(stratify_test, {"test": test, "seed": seed}),
                Step(stratify_validation, {"validation": validation})]

    def scale_steps(self) -> list[Step]:
        scales = self.scale_target and self.task == "regression"
        return [*super().scale_steps(), *([Step(standardise_target)] if scales else [])]


def make_dataset(table: Table, target: str | None = None, target_kind: TargetKind | None = None,
                 roles: Roles = NO_ROLES, scale_target: bool = False, file: str = "data.csv",
                 notices: Sequence[Notice] = ()) -> Uploaded:
    """The data set of a table, by default with its default target and kind. Raises the errors of ``Table.outline``."""
    target = table.target if target is None else target
    target_kind = target_kind or table.target_kind(target)
    outline = table.outline(target, target_kind, roles)
    classes = len(outline.class_names)
    return Uploaded(
        NAME, "vector", "regression" if not classes else "binary" if classes == 2 else "classification",
        (len(outline.feature_names),), table=table, outline=outline, file=file, target=target, target_kind=target_kind,
        roles=roles, scale_target=scale_target, notices=tuple(notices),
    )  # fmt: skip
