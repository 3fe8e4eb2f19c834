"""The steps that make arrays of a table: numbers, one-hot categories, and the target.

This module imports pandas through the steps: import it only when a file is read.
"""

from collections.abc import Iterator, Sequence

from engine.datasets.source_code import Step
from engine.datasets.uploads import read_steps
from engine.datasets.uploads.column import Column
from engine.datasets.uploads.read_plan import TargetKind


def array_steps(column: Column, kind: TargetKind, features: Sequence[Column]) -> list[Step]:
    """The steps from the frame to ``x`` and ``y``; only those that the columns need. column, kind: the target."""
    numeric = [each for each in features if each.kind == "numeric"]
    dates = [each for each in features if each.kind == "date"]
    categorical = [each for each in features if each.kind == "categorical"]
    numbers = [*numeric, column] if kind == "numeric" else numeric
    classes = categorical if kind == "numeric" else [*categorical, column]
    names = [*(each.name for each in numeric), *(f"{each.name} {part}" for each in dates for part in each.date_parts)]
    return [*_cell_steps(numbers, classes), *_date_steps(dates), *_row_steps(column, [*numeric, *dates], names),
            *_feature_steps(names, categorical), _target_step(column, kind)]


def series_steps(column: Column, date: Column | None) -> list[Step]:
    """The steps from the frame to ``series``, in the order of the dates if there is a column of dates."""
    order = [] if date is None else [Step(read_steps.sort_dates, {"date": date.name, "form": date.plan.form})]
    take = read_steps.interpolate if column.missing else read_steps.take_series
    return [*_cell_steps([column], []), *order, Step(take, {"target": column.name})]


def _date_steps(dates: Sequence[Column]) -> Iterator[Step]:
    if dates:
        parts = {each.name: (each.plan.form, list(each.date_parts)) for each in dates}
        yield Step(read_steps.split_dates, {"dates": parts})


def _cell_steps(numbers: Sequence[Column], classes: Sequence[Column]) -> Iterator[Step]:
    slips = {each.name: list(each.plan.slips) for each in (*numbers, *classes) if each.plan.slips}
    if slips:
        yield Step(read_steps.mark_slips, {"slips": slips})
    replacements = [(each.name, old, new) for each in numbers for old, new in each.plan.replacements]
    if replacements:
        yield Step(read_steps.replace_parts, {"replacements": replacements})
    same = {each.name: each.same for each in classes if each.same}
    if same:
        yield Step(read_steps.unify, {"same": same})
    if numbers:
        yield Step(read_steps.to_numbers, {"numbers": [each.name for each in numbers]})


def _row_steps(target: Column, numeric: Sequence[Column], names: list[str]) -> Iterator[Step]:
    labelled = ~target.is_missing()
    if not labelled.all():
        yield Step(read_steps.drop_unlabelled, {"target": target.name})
    if any((each.is_missing() & labelled).any() for each in numeric):
        yield Step(read_steps.fill_missing, {"numbers": names})


def _feature_steps(numbers: list[str], categorical: Sequence[Column]) -> Iterator[Step]:
    if categorical:
        categories = {each.name: list(each.categories) for each in categorical}
        mixed = Step(read_steps.mixed_features, {"numbers": numbers, "categories": categories})
        yield mixed if numbers else Step(read_steps.category_features, {"categories": categories})
    else:
        yield Step(read_steps.number_features, {"numbers": numbers})


def _target_step(column: Column, kind: TargetKind) -> Step:
    if kind == "numeric":
        return Step(read_steps.number_target, {"target": column.name})
    return Step(read_steps.class_target, {"target": column.name, "classes": list(column.categories)})
