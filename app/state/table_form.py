"""The form of a learner's own table: the target, what each column is used for, windows of a series."""

from typing import Any

from app.state.pickers import Fields, picker
from app.texts import words
from engine.datasets.uploads.column import Column
from engine.datasets.uploads.read_plan import RANGES
from engine.datasets.uploads.roles import CHOICES
from engine.datasets.uploads.series_dataset import RANGES as WINDOWS
from engine.datasets.uploads.series_dataset import SeriesWindows, UploadedSeries, first_windows
from engine.datasets.uploads.table import Table
from engine.datasets.uploads.table_cache import uploaded_table
from engine.datasets.uploads.uploaded_dataset import Uploaded
from engine.errors import ProblemError
from engine.specs.data import known_dataset
from engine.specs.objects import DataSpec
from engine.validators import Boolean

MAX_COLUMNS = 60
"""Columns whose use can be chosen in the form; those behind them are used for what they hold."""
CHOSEN = ("target", "kind", "scale_target", *RANGES)
"""Options that are values of a field of the same name."""
AS_SERIES = "as_series"
"""The field that makes a table a series."""
COLUMN, SERIES = "columns.", "series."
"""Prefixes of the fields of one column and of one value of the windows."""


def table_fields(spec: DataSpec) -> Fields:
    """The fields of an uploaded table; none while there is none."""
    table = _table(spec)
    if table is None:
        return []
    texts = words("interface")["data"]
    series = spec.options.get("series") is not None
    columns = [{"value": column.name, "label": column.name, "group": "", "help": _about(column)}
               for column in table.columns]
    fields = [picker("target", texts["target"], columns)]
    if not series:
        fields.append(picker("kind", texts["kind"], _choices(texts["kinds"], texts["kind_help"])))
    fields.append(_switch(AS_SERIES, texts["as_series"], texts["as_series_help"]))
    if series:
        fields += [{**WINDOWS[name].form(), "name": SERIES + name, "title": texts["windows"][name], "required": True,
                    "help": texts["window_help"][name], "default": default, "advanced": False}
                   for name, default in SeriesWindows().to_json().items()]
    if series or table.target_kind(_target(spec, table)) == "numeric" or spec.options.get("kind") == "numeric":
        fields.append(_switch("scale_target", texts["scale_target"], texts["scale_target_help"]))
    return [*fields, *_column_fields(table, _target(spec, table))]


def table_values(spec: DataSpec) -> dict[str, Any]:
    """The values of :func:`table_fields`."""
    table = _table(spec)
    if table is None:
        return {}
    dataset = known_dataset(spec)
    roles = {column.name: _kind(column) for column in table.columns} | dict(spec.options.get("columns") or {})
    series = spec.options.get("series") or {}
    values = {"target": _target(spec, table), AS_SERIES: spec.options.get("series") is not None,
              "scale_target": isinstance(dataset, Uploaded | UploadedSeries) and dataset.scale_target}
    if isinstance(dataset, Uploaded):
        values["kind"] = dataset.target_kind
    return {**values, **{COLUMN + name: role for name, role in roles.items()},
            **{SERIES + name: value for name, value in series.items()},
            **{name: value for name, value in spec.options.items() if name in CHOSEN}}


def changed_options(spec: DataSpec, name: str, value: Any) -> dict[str, Any]:
    """The options with one field changed; another target is used for what it looks like."""
    options = dict(spec.options)
    if name.startswith(COLUMN):
        return {**options, "columns": {**(options.get("columns") or {}), name.removeprefix(COLUMN): value}}
    if name.startswith(SERIES):
        return {**options, "series": {**(options.get("series") or {}), name.removeprefix(SERIES): value}}
    if name == AS_SERIES:
        table = _table(spec)
        windows = first_windows(table).to_json() if value and table is not None else None
        return {**{key: item for key, item in options.items() if key != "scale_target"}, "series": windows}
    return {**{key: item for key, item in options.items() if not (name == "target" and key == "kind")}, name: value}


def _table(spec: DataSpec) -> Table | None:
    try:
        return uploaded_table(spec.options)
    except ProblemError:
        return None


def _target(spec: DataSpec, table: Table) -> str:
    target = spec.options.get("target")
    return target if isinstance(target, str) and target in table.names else table.target


def _column_fields(table: Table, target: str) -> Fields:
    """What each column but the target is used for."""
    texts = words("interface")["data"]
    uses = [{"value": role, "label": texts["roles"][role], "group": "", "help": ""} for role in CHOICES]
    return [{**picker(COLUMN + column.name, texts["use"].format(column=column.name), uses), "help": _about(column),
             "wide": False, "advanced": True}
            for column in table.columns[:MAX_COLUMNS] if column.name != target]


def _kind(column: Column) -> str:
    return column.kind if column.kind in CHOICES else "out"


def _choices(titles: dict[str, str], helps: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": title, "group": "", "help": helps[value]} for value, title in titles.items()]


def _switch(name: str, title: str, help_text: str) -> dict[str, Any]:
    return {**Boolean().form(), "name": name, "title": title, "help": help_text, "default": False, "required": False,
            "advanced": False}


def _about(column: Column) -> str:
    texts = words("interface")["data"]
    missing = [texts["missing"].format(n=f"{column.missing:,}")] if column.missing else []
    return " · ".join([texts["columns"][column.kind], *missing])
