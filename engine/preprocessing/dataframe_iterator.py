"""DataFrameIterator: what ``ImageDataGenerator.flow_from_dataframe`` gives."""

import os
import warnings
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.preprocessing.file_iterator import FORMATS, FileIterator
from engine.preprocessing.image_iterator import ImageIterator
from engine.typing import Array
from engine.validators import Choice

CLASS_MODES = Choice(
    choices=("binary", "categorical", "input", "multi_output", "raw", "sparse"), optional=True
)  # fmt: skip
OF_CLASSES = ("binary", "categorical", "sparse")


@final
class DataFrameIterator(FileIterator):
    """Pictures that a table names. The table is anything with columns by name: a DataFrame, or a dict of lists."""

    def __init__(
        self,
        dataframe: Any,
        directory: Any = None,
        image_data_generator: Any = None,
        x_col: str = "filename",
        y_col: Any = "class",
        weight_col: str | None = None,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: Any = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str = "channels_last",
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = "float32",
        validate_filenames: bool = True,
    ) -> None:
        mode = "raw" if class_mode == "other" else CLASS_MODES.convert("class_mode", class_mode)
        super().__init__(image_data_generator, target_size, color_mode, mode, data_format,
                         (save_to_dir, save_prefix, save_format), subset, interpolation, keep_aspect_ratio, dtype)
        self.directory = str(directory or "")
        names = _texts(x_col, dataframe[x_col])
        rows = self._files(names, x_col) if validate_filenames else np.arange(len(names))
        self.class_indices = {}
        labels: dict[int, list[int]] = {}
        if mode in OF_CLASSES:
            labels = self._classes(list(dataframe[y_col]), rows, classes, y_col)
            rows = np.array(list(labels), int)
        if self.split is not None:
            rows = rows[int(self.split[0] * len(rows)) : int(self.split[1] * len(rows))]
        several = mode == "categorical"
        numbers = [labels[int(row)] for row in rows if labels]
        self.classes = [each if several or len(each) != 1 else each[0] for each in numbers]
        self.filenames = [names[row] for row in rows]
        self.filepaths = [os.path.join(self.directory, name) for name in self.filenames]
        self._weight = np.asarray(dataframe[weight_col])[rows] if weight_col else None
        self._columns = _columns(dataframe, y_col, rows) if mode in ("raw", "multi_output") else []
        self._together = mode == "raw"
        belonging = f" belonging to {len(self.class_indices)} classes" if mode in OF_CLASSES else ""
        valid = "validated" if validate_filenames else "non-validated"
        print(f"Found {self.samples} {valid} image filenames{belonging}.")
        ImageIterator.__init__(self, self.samples, batch_size, shuffle, seed)

    def _files(self, names: list[str], x_col: str) -> Array:
        """The rows whose files are there and are pictures by their names."""
        rows = np.array([row for row, name in enumerate(names) if self._is_picture(name)], int)
        if missing := len(names) - len(rows):
            warnings.warn(f"{missing} names in {x_col!r} are no picture files and are left out.", stacklevel=4)
        return rows

    def _classes(self, column: list[Any], rows: Array, classes: Any, y_col: str) -> dict[int, list[int]]:
        """The numbers of each row's classes, without rows that have none; the classes become known."""
        labels, known = _class_labels({int(row): column[row] for row in rows}, classes, y_col)
        if self.class_mode == "binary" and len(known) != 2:
            raise fail("two_classes", "class_mode", received=len(known))
        self.class_indices = {name: number for number, name in enumerate(known)}
        return {row: [self.class_indices[label] for label in each] for row, each in labels.items()}

    @property
    def labels(self) -> Any:
        if not self._columns:
            return self.classes
        if not self._together:
            return self._columns
        return self._columns[0] if len(self._columns) == 1 else np.stack(self._columns, axis=1)

    @property
    def sample_weight(self) -> Array | None:
        return self._weight

    def _is_picture(self, name: str) -> bool:
        return name.lower().endswith(FORMATS) and os.path.isfile(os.path.join(self.directory, name))


def _class_labels(column: dict[int, Any], classes: Any, y_col: str) -> tuple[dict[int, list[Any]], list[Any]]:
    """Each row's classes as a list, without rows that have none of ``classes``; and all classes in their order."""
    labels: dict[int, list[Any]] = {}
    for row, value in column.items():
        if not isinstance(value, str | list | tuple):
            raise fail("not_text", "y_col", argument=y_col, value=value)
        labels[row] = [value] if isinstance(value, str) else list(value)
    if not classes:
        return labels, sorted({label for each in labels.values() for label in each})
    kept = {row: [label for label in each if label in classes] for row, each in labels.items()}
    return {row: each for row, each in kept.items() if each}, list(dict.fromkeys(classes))


def _texts(name: str, column: Any) -> list[str]:
    """The strings of a column; a problem if one is none."""
    found = list(column)
    for value in found:
        if not isinstance(value, str):
            raise fail("not_text", name, argument=name, value=value)
    return found


def _columns(dataframe: Any, names: Any, rows: Array) -> list[Array]:
    """The rows of one column or of several."""
    return [np.array(list(dataframe[name]))[rows] for name in (names if isinstance(names, list) else [names])]
