"""The steps that read a learner's file, in plain pandas: the notebook shows their bodies as its code.

See :mod:`engine.datasets.source_code`. Each takes what the steps before it have assigned, and literals. ``data`` is the
table, one row a sample; every cell is text until :func:`to_numbers`. This module imports pandas, which takes a second:
it is imported only when a file is read.
"""

from typing import Any

import numpy as np
import pandas as pd


def read_text(file: Any, separator: str, encoding: str, skip: int, names: list[str]) -> Any:
    """Read a text file; skip: lines before the first row."""
    data = pd.read_csv(file, sep=separator, encoding=encoding, header=None, skiprows=skip, names=names,
                       usecols=range(len(names)), dtype=str, keep_default_na=False, skipinitialspace=True)
    return data


def read_first_rows(file: Any, separator: str, encoding: str, skip: int, names: list[str], rows: int) -> Any:
    """Read the first rows of a text file; skip: lines before the first row."""
    data = pd.read_csv(file, sep=separator, encoding=encoding, header=None, skiprows=skip, names=names, nrows=rows,
                       usecols=range(len(names)), dtype=str, keep_default_na=False, skipinitialspace=True)
    return data


def read_sheet(file: Any, sheet: str, skip: int, names: list[str], rows: int) -> Any:
    """Read rows of an Excel sheet; skip: rows before the first. Cells with an error are empty."""
    data = pd.read_excel(file, sheet_name=sheet, header=None, skiprows=skip, names=names, nrows=rows,
                         usecols=range(len(names)), dtype=str, keep_default_na=False).fillna("")
    return data


def drop_midnight(data: Any) -> Any:
    """Leave a date of Excel without its time."""
    data = data.replace(" 00:00:00$", "", regex=True)
    return data


def normalise(data: Any) -> Any:
    """Compose the letters of Hangul that some systems store apart."""
    data = data.apply(lambda column: column.str.normalize("NFC"))
    return data


def trim(data: Any) -> Any:
    """Remove the blanks around each cell."""
    data = data.apply(lambda column: column.str.strip())
    return data


def drop_empty_rows(data: Any) -> Any:
    """Leave out rows in which no cell is filled."""
    data = data.drop(index=data.index[(data == "").all(axis=1)])
    return data


def drop_rows(data: Any, dropped: list[int]) -> Any:
    """Leave out rows by their numbers, from 0."""
    data = data.drop(index=dropped)
    return data


def mark_missing(data: Any, missing: list[str]) -> Any:
    """Make cells with these words missing."""
    data = data.mask(data.isin(missing))
    return data


def mark_slips(data: Any, slips: dict[str, list[str]]) -> Any:
    """Make cells with these words missing, by column."""
    data = data.mask(data.isin(slips))
    return data


def replace_parts(data: Any, replacements: list[tuple[str, str, str]]) -> Any:
    """Replace parts of cells, such as units: ``(column, old, new)``."""
    for column, old, new in replacements:
        data[column] = data[column].str.replace(old, new, regex=False)
    return data


def unify(data: Any, same: dict[str, dict[str, str]]) -> Any:
    """Write cells that mean the same in one way: ``{column: {other: cell}}``."""
    data = data.replace(same)
    return data


def to_numbers(data: Any, numbers: list[str]) -> Any:
    """Make the cells of these columns numbers."""
    data[numbers] = data[numbers].astype("float64")
    return data


def split_dates(data: Any, dates: dict[str, tuple[str, list[str]]]) -> Any:
    """Add a column of numbers for each part of a date: ``{column: (format, ["month", …])}``."""
    for column, (form, parts) in dates.items():
        moments = pd.to_datetime(data[column], format=form)
        data = data.assign(**{column + " " + part: getattr(moments.dt, part) for part in parts})
    return data


def sort_dates(data: Any, date: str, form: str) -> Any:
    """Sort the rows by their dates."""
    data = data.loc[pd.to_datetime(data[date], format=form).sort_values(kind="stable").index]
    return data


def take_series(data: Any, target: str) -> Any:
    """series: float32 ``(rows,)``."""
    series = data[target].to_numpy("float32")
    return series


def interpolate(data: Any, target: str) -> Any:
    """series: float32 ``(rows,)``; missing values lie between their neighbours."""
    series = data[target].interpolate(limit_direction="both").to_numpy("float32")
    return series


def drop_unlabelled(data: Any, target: str) -> Any:
    """Leave out rows without a target."""
    data = data.dropna(subset=[target]).copy()
    return data


def fill_missing(data: Any, numbers: list[str]) -> Any:
    """Fill missing numbers with the mean of their column."""
    data[numbers] = data[numbers].fillna(data[numbers].mean())
    return data


def number_features(data: Any, numbers: list[str]) -> Any:
    """x: ``(rows, numbers)``."""
    x = data[numbers].to_numpy("float32")
    return x


def category_features(data: Any, categories: dict[str, list[str]]) -> Any:
    """x: a column of 0 and 1 for each category; all 0 where it is missing."""
    parts = [pd.get_dummies(pd.Categorical(data[column], categories=words)) for column, words in categories.items()]
    x = np.hstack(parts).astype("float32")
    return x


def mixed_features(data: Any, numbers: list[str], categories: dict[str, list[str]]) -> Any:
    """x: the numbers, then a column of 0 and 1 for each category; all 0 where it is missing."""
    parts = [pd.get_dummies(pd.Categorical(data[column], categories=words)) for column, words in categories.items()]
    x = np.hstack([data[numbers], *parts]).astype("float32")
    return x


def class_target(data: Any, target: str, classes: list[str]) -> Any:
    """y: the position of each class in ``classes``, int64 ``(rows,)``."""
    y = pd.Categorical(data[target], categories=classes).codes.astype("int64")
    return y


def number_target(data: Any, target: str) -> Any:
    """y: float32 ``(rows,)``."""
    y = data[target].to_numpy("float32")
    return y
