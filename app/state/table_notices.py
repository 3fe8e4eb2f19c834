"""What was guessed when a learner's file was read, and the data spec without one of these guesses."""

from dataclasses import replace
from typing import Any

from app.state.uploading import first_use
from app.texts.notices import notice_text, rest_text, undo_title
from app.texts.problems import say
from engine.datasets.uploads.read_plan import RANGES, Notice
from engine.datasets.uploads.table import Table
from engine.datasets.uploads.table_cache import uploaded_table
from engine.datasets.uploads.uploaded_dataset import NAME, UploadedTable
from engine.errors import ProblemError
from engine.specs.data import known_dataset
from engine.specs.objects import DataSpec

MAX_SHOWN = 12
RESET = "table_overridden"
FILE = ("key", "file")


def table_notices(spec: DataSpec) -> list[Notice]:
    """The notices on a learner's own file; empty for other data, and for a file that cannot be read."""
    if spec.name != NAME:
        return []
    try:
        table = uploaded_table(spec.options)
    except ProblemError:
        return []
    overridden = {name: None for name in RANGES if name in spec.options}
    reset = [Notice(RESET, {}, overridden)] if overridden else []
    dataset = known_dataset(spec)
    use = dataset.notices if isinstance(dataset, UploadedTable) else ()
    return [*reset, *table.notices, *use, *_other_target(table, spec)]


def _other_target(table: Table, spec: DataSpec) -> list[Notice]:
    """A notice if the last column cannot be learned, and another is the target."""
    target = spec.options.get("target", table.target)
    if target == table.target or target not in table.names:
        return []
    try:
        table.outline(table.target)
    except ProblemError as error:
        return [Notice("table_other_target", {"column": table.target, "target": target, "reason": say(error.problem)})]
    return []


def shown_notices(spec: DataSpec) -> list[dict[str, str]]:
    """The notices for the page: ``{"text", "undo"}``, the words of its button or nothing."""
    notices = table_notices(spec)
    sentences = [{"text": notice_text(notice), "undo": undo_title(notice)} for notice in notices[:MAX_SHOWN]]
    hidden = len(notices) - MAX_SHOWN
    return [*sentences, {"text": rest_text(hidden), "undo": ""}] if hidden > 0 else sentences


def without_notice(spec: DataSpec, index: int) -> DataSpec:
    """The spec that takes a notice back; itself if there is none. If columns that are used are gone then, or no use
    is chosen, the table is used as a new one is."""
    notices = table_notices(spec)
    if not 0 <= index < len(notices) or not notices[index].undo:
        return spec
    options = {name: value for name, value in {**spec.options, **notices[index].undo}.items() if value is not None}
    reading = {name: options[name] for name in (*FILE, *RANGES) if name in options and name != "categorical"}
    try:
        table = uploaded_table(reading)
    except ProblemError:  # a problem of the data then, which the form tells
        return replace(spec, options=options)
    used = {options.get("target", table.target), *options.get("columns", ()), *options.get("categorical", ())}
    has_columns = used <= set(table.names) and any(name in options for name in ("target", "columns", "series"))
    return replace(spec, options=_of_its_kind(options) if has_columns else _used_anew(reading, table))


def _of_its_kind(options: dict[str, Any]) -> dict[str, Any]:
    """The options without the kind of the target if its cells are no numbers any more."""
    table = uploaded_table(options)
    target = options.get("target", table.target)
    lost = options.get("kind") == "numeric" and table.column(target).kind != "numeric"
    return {name: value for name, value in options.items() if not (lost and name in ("kind", "scale_target"))}


def _used_anew(reading: dict[str, Any], table: Table) -> dict[str, Any]:
    """The options of a table as a new one; if it cannot be learned, those that say why, not that columns are gone."""
    try:
        return {**reading, **first_use(table)}
    except ProblemError:
        return reading
