"""Step 3: optimizer, loss and metrics."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, final

from app.components.form import Form
from app.state import pickers
from app.state.desk import Place
from app.texts import words
from engine.specs.edits import configure_object
from engine.specs.objects import CompileSpec, ObjectSpec


@final
class CompileCell:
    """The form of ``compile``."""

    def __init__(self, place: Place) -> None:
        self.notebook = place.notebook
        self.form = Form(label=words("interface")["steps"]["compile"], columns=4)
        self.form.on_change(self._change)
        self.form.on_repair(self._repair)
        self._shown = -1
        self.refresh()

    def roots(self) -> Iterator[tuple[str, Any]]:
        yield "compile_form", self.form

    def refresh(self) -> None:
        if self._shown == self.notebook.revision:
            return
        self._shown = self.notebook.revision
        spec = self.notebook.experiment.compile
        self.form.param.update(fields=pickers.compile_fields(spec), values=pickers.compile_values(spec),
                               problems=pickers.problems_by_field(self.notebook, "compile"))

    def _change(self, name: str, value: Any) -> None:
        spec: CompileSpec = self.notebook.experiment.compile
        part, _, argument = name.partition(".")
        if part == "metrics":
            kept = {m.class_name: m for m in spec.metrics}
            spec = replace(spec, metrics=tuple(kept.get(m, ObjectSpec(m)) for m in value))
        elif not argument:
            spec = _with(spec, part, ObjectSpec(str(value)))
        else:
            spec = _with(spec, part, configure_object(part, getattr(spec, part), argument, value))
        self.notebook.choose_compile(spec)
        self.refresh()

    def _repair(self, name: str) -> None:
        self.notebook.repair("compile", *name.split("."))
        self.refresh()


def _with(spec: CompileSpec, part: str, chosen: ObjectSpec) -> CompileSpec:
    return replace(spec, loss=chosen) if part == "loss" else replace(spec, optimizer=chosen)
