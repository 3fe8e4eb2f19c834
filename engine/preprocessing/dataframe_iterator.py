"""DataFrameIterator: the result of ``ImageDataGenerator.flow_from_dataframe``."""

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
CLASSIFICATION_MODES = ("binary", "categorical", "sparse")


@final
class DataFrameIterator(FileIterator):
    """Images from the files in one column of a table, with labels from other columns.

    dataframe: the table: a DataFrame, a dict of lists, or another object whose columns are ``dataframe[name]``.
    directory: the folder of the files. x_col, y_col, weight_col: names of the columns of file names, of labels (or a
    list of names) and of sample weights. validate_filenames: leave out rows whose file is missing or
    does not have the suffix of an image.
    """

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
        rows = self._image_rows(names, x_col) if validate_filenames else np.arange(len(names))
        self.class_indices = {}
        labels: dict[int, list[int]] = {}
        if mode in CLASSIFICATION_MODES:
            labels = self._classes(list(dataframe[y_col]), rows, classes, y_col)
            rows = np.array(list(labels), int)
        if self.split is not None:
            rows = rows[int(self.split[0] * len(rows)) : int(self.split[1] * len(rows))]
        multi_label = mode == "categorical"
        indices = [labels[int(row)] for row in rows if labels]
        self.classes = [each if multi_label or len(each) != 1 else each[0] for each in indices]
        self.filenames = [names[row] for row in rows]
        self.filepaths = [os.path.join(self.directory, name) for name in self.filenames]
        self._weight = np.asarray(dataframe[weight_col])[rows] if weight_col else None
        self._columns = _columns(dataframe, y_col, rows) if mode in ("raw", "multi_output") else []
        self._as_matrix = mode == "raw"
        belonging = f" belonging to {len(self.class_indices)} classes" if mode in CLASSIFICATION_MODES else ""
        valid = "validated" if validate_filenames else "non-validated"
        print(f"Found {self.samples} {valid} image filenames{belonging}.")
        ImageIterator.__init__(self, self.samples, batch_size, shuffle, seed)

    def _image_rows(self, names: list[str], x_col: str) -> Array:
        """The rows whose files exist and have the suffix of an image."""
        rows = np.array([row for row, name in enumerate(names) if self._is_image(name)], int)
        if missing := len(names) - len(rows):
            warnings.warn(f"{missing} names in {x_col!r} are no image files and are left out.", stacklevel=4)
        return rows

    def _classes(self, column: list[Any], rows: Array, classes: Any, y_col: str) -> dict[int, list[int]]:
        """The class indices of each row that has any; sets ``class_indices``."""
        labels, class_names = _class_labels({int(row): column[row] for row in rows}, classes, y_col)
        if self.class_mode == "binary" and len(class_names) != 2:
            raise fail("two_classes", "class_mode", received=len(class_names))
        self.class_indices = {name: index for index, name in enumerate(class_names)}
        return {row: [self.class_indices[label] for label in each] for row, each in labels.items()}

    @property
    def labels(self) -> Any:
        if not self._columns:
            return self.classes
        if not self._as_matrix:
            return self._columns
        return self._columns[0] if len(self._columns) == 1 else np.stack(self._columns, axis=1)

    @property
    def sample_weight(self) -> Array | None:
        return self._weight

    def _is_image(self, name: str) -> bool:
        return name.lower().endswith(FORMATS) and os.path.isfile(os.path.join(self.directory, name))


def _class_labels(column: dict[int, Any], classes: Any, y_col: str) -> tuple[dict[int, list[Any]], list[Any]]:
    """``(labels, names)``. labels: the classes of each row; rows without any are left out. names: all classes in order.

    classes: the only classes to use; None or empty for all in the column.
    """
    labels: dict[int, list[Any]] = {}
    for row, value in column.items():
        if not isinstance(value, str | list | tuple):
            raise fail("not_text", "y_col", argument=y_col, value=value)
        labels[row] = [value] if isinstance(value, str) else list(value)
    if not classes:
        return labels, sorted({label for each in labels.values() for label in each})
    labels_by_row = {row: [label for label in each if label in classes] for row, each in labels.items()}
    return {row: each for row, each in labels_by_row.items() if each}, list(dict.fromkeys(classes))


def _texts(name: str, column: Any) -> list[str]:
    """The strings of a column. Raises a ProblemError with code ``not_text`` for any other value."""
    values = list(column)
    for value in values:
        if not isinstance(value, str):
            raise fail("not_text", name, argument=name, value=value)
    return values


def _columns(dataframe: Any, names: Any, rows: Array) -> list[Array]:
    """The values of one or several columns in these rows."""
    return [np.array(list(dataframe[name]))[rows] for name in (names if isinstance(names, list) else [names])]
