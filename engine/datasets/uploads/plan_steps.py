"""The steps that carry out a plan: the engine runs them, and the notebook prints them.

This module imports pandas through the steps: import it only when a file is read.
"""

from collections.abc import Iterator

from engine.datasets.source_code import Step
from engine.datasets.uploads import read_steps
from engine.datasets.uploads.read_plan import ReadPlan


def reading_step(plan: ReadPlan, file: str) -> Step:
    """The step that reads the file into ``data``."""
    if plan.format == "excel":
        return Step(read_steps.read_sheet, {"file": file, "sheet": plan.sheet, "skip": plan.skip,
                                            "names": list(plan.names), "rows": plan.rows})
    literals = {"file": file, "separator": plan.separator, "encoding": plan.encoding, "skip": plan.skip,
                "names": list(plan.names)}
    if plan.rows is not None:
        return Step(read_steps.read_first_rows, {**literals, "rows": plan.rows})
    return Step(read_steps.read_text, literals)


def cleaning_steps(plan: ReadPlan) -> Iterator[Step]:
    """The steps after it, up to the missing cells; only those that the file needs."""
    if plan.midnight:
        yield Step(read_steps.drop_midnight)
    if plan.normalise:
        yield Step(read_steps.normalise)
    if plan.trim:
        yield Step(read_steps.trim)
    if plan.empty_rows:
        yield Step(read_steps.drop_empty_rows)
    if plan.dropped:
        yield Step(read_steps.drop_rows, {"dropped": list(plan.dropped)})
    if plan.missing:
        yield Step(read_steps.mark_missing, {"missing": list(plan.missing)})
