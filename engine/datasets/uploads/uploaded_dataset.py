"""An uploaded table as a data set of the notebook, with the pandas code that reads the same file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, final

from engine.datasets.dataset import Dataset
from engine.datasets.samples import Arrays
from engine.datasets.source_code import script_of
from engine.datasets.uploads.read_plan import TargetKind
from engine.datasets.uploads.table import Outline, Table

NAME = "csv"
"""Name of uploaded tables in a data spec."""


@final
@dataclass(frozen=True)
class Uploaded(Dataset):
    """A set made by :func:`make_dataset`. target, target_kind: name of the column to predict, and its kind.

    file: the file name in the code. outline: features and classes, and the numbers of filled cells and dropped rows.
    """

    table: Table = field(kw_only=True)
    outline: Outline = field(kw_only=True)
    file: str = field(kw_only=True)
    target: str = field(kw_only=True)
    target_kind: TargetKind = field(kw_only=True)

    @property
    def feature_names(self) -> tuple[str, ...]:
        return self.outline.feature_names

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.outline.class_names

    def read(self, seed: int, **options: Any) -> Arrays:
        arrays = self.table.to_arrays(self.target, self.target_kind)
        return Arrays(arrays.x, arrays.y)

    def convert(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return no options: those of the data spec were already used to build this set."""
        return {}

    def code(self, seed: int, **options: Any) -> str:
        """The steps that read the file and make its arrays, which are those that the engine runs."""
        from engine.datasets.uploads.plan_steps import cleaning_steps, reading_step  # imports pandas

        plan = self.table.plan
        steps = [reading_step(plan, self.file), *cleaning_steps(plan), *self.table.steps(self.target, self.target_kind)]
        return f"import numpy as np\nimport pandas as pd\n\n{script_of(steps)}"


def make_dataset(table: Table, target: str | None = None, target_kind: TargetKind | None = None,
                 file: str = "data.csv") -> Uploaded:
    """The data set of a table, by default with its default target and kind. Raises the errors of ``Table.outline``."""
    target = table.target if target is None else target
    target_kind = target_kind or table.target_kind(target)
    outline = table.outline(target, target_kind)
    classes = len(outline.class_names)
    return Uploaded(
        NAME, "vector", "regression" if not classes else "binary" if classes == 2 else "classification",
        (len(outline.feature_names),), table=table, outline=outline, file=file, target=target, target_kind=target_kind,
    )  # fmt: skip
