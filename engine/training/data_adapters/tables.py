"""Tables and columns of pandas as arrays; a column that is not plain numbers is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from engine.errors import Problem, ProblemError, fail
from engine.typing import Array


def is_table(value: Any) -> bool:
    """Whether a value is a DataFrame or a Series, without importing pandas."""
    return type(value).__module__.partition(".")[0] == "pandas" and type(value).__name__ in ("DataFrame", "Series")


def table_to_array(name: str, table: Any) -> Array:
    """A DataFrame as ``(rows, columns)``, a Series as ``(rows, 1)``; raises a ProblemError that names a wrong column.

    As in Keras, columns must be of NumPy's number types, and bool only if all columns are.
    """
    columns = list(_columns(name, table))
    numbers = [column for _, column in columns if _is_number(column.dtype)]
    for label, column in columns:
        is_bool = getattr(column.dtype, "kind", "") == "b" and isinstance(column.dtype, np.dtype)
        if not _is_number(column.dtype) and not (is_bool and not numbers):
            raise _column_error(name, label, column)
    array: Array = table.to_numpy()
    return array[:, None] if array.ndim == 1 else array


def objects_error(name: str, array: Array) -> ProblemError:
    """The error for an array that does not hold numbers; of a table of objects it names the first column with text."""
    for column in range(array.shape[1] if array.dtype == object and array.ndim == 2 else 0):
        text = next((value for value in array[:, column].tolist() if isinstance(value, str)), None)
        if text is not None:
            return fail("text_column", name, name=name, column=column, value=text)
    return fail("not_numeric", name, name=name, dtype=str(array.dtype))


def _columns(name: str, table: Any) -> Iterator[tuple[Any, Any]]:
    if hasattr(table, "columns"):
        yield from table.items()
    else:
        yield name if table.name is None else table.name, table


def _is_number(dtype: Any) -> bool:
    return isinstance(dtype, np.dtype) and dtype.kind in "fiu"


def _column_error(name: str, label: Any, column: Any) -> Exception:
    text = next((value for value in column.tolist() if isinstance(value, str)), None)
    if text is not None:
        return fail("text_column", name, name=name, column=label, value=text)
    return fail("column_dtype", name, name=name, column=label, dtype=str(column.dtype))


@contextmanager
def columns_named(**tables: Any) -> Iterator[None]:
    """Put the names of a DataFrame's columns into an error about a value in it. tables: arguments by name."""
    try:
        yield
    except ProblemError as error:
        problem = error.problem
        table = tables.get(str(problem.values.get("name")))
        if table is None or problem.code != "data_not_finite" or not hasattr(table, "columns"):
            raise
        row, column = problem.values["position"]
        values = {**problem.values, "position": [row, table.columns[column]]}
        raise ProblemError(Problem(problem.path, problem.code, values)) from None
