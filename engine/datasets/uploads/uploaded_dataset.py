"""An uploaded table as a data set of the notebook, with pandas code that reads the same file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, final

from engine.datasets.dataset import Dataset
from engine.datasets.samples import Arrays
from engine.datasets.uploads.csv_table import Outline, Table, TargetKind

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
        target = f"data[{_text(self.target)}]"
        classes = f'{target}.astype("category").cat.codes.to_numpy("int64")'
        return "\n".join([
            "import pandas as pd",
            "",
            f"names = {_list(self.table.names)}",
            f"data = pd.read_csv({_text(self.file)}, names=names, header={0 if self.table.header else None},",
            f"                   sep={_text(self.table.delimiter)}, encoding={_text(self.table.encoding)},",
            '                   thousands=",", skipinitialspace=True, na_values=["?"])',
            f"data = data.dropna(subset=[{_text(self.target)}])",
            *self._feature_lines(),
            f"y = {classes}" if self.class_names else f'y = {target}.to_numpy("float32")',
        ])  # fmt: skip

    def _feature_lines(self) -> Iterator[str]:
        features = self.table.features(self.target)
        numbers = [column.name for column in features if column.kind == "numeric"]
        classes = [column.name for column in features if column.kind == "categorical"]
        if numbers:
            yield f"numbers = data[{_list(numbers)}]"
            yield "numbers = numbers.fillna(numbers.mean())"
        if classes:
            yield f"classes = data[{_list(classes)}]"
            yield "classes = pd.get_dummies(classes, columns=classes.columns)"
        both = "numbers.join(classes)" if numbers and classes else "numbers" if numbers else "classes"
        yield f'x = {both}.to_numpy("float32")'


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


def _list(names: Iterable[str]) -> str:
    return "[" + ", ".join(map(_text, names)) + "]"


def _text(text: str) -> str:
    """A Python string literal in double quotes, which is the same in JSON."""
    return json.dumps(text, ensure_ascii=False)
