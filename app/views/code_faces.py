"""The code face of every step, and the whole as one script."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, final

from app.components.code import Code
from app.state.desk import OWN_CODE, Place
from app.state.reading import read_step
from app.texts import words
from app.texts.problems import say
from engine.errors import Problem, ProblemError
from engine.specs.experiment import Experiment
from engine.specs.script import STEPS, ipynb, needs_file, script, script_archive, step_code

EDITABLE = frozenset({"data", "model", "compile", "fit"})
PLACES = {"layers": "model", "input_shape": "model", "compile": "compile", "fit": "fit"}
"""Whose code a problem is told at, by where its path begins; the data's code says its own."""


@final
class CodeFaces:
    """One code box a step; those of data, model, compile and fit can be edited, and change the blocks."""

    def __init__(self, place: Place) -> None:
        self.notebook = place.notebook
        said = words("interface")
        self.titles: dict[str, str] = said["steps"]
        self.boxes = {step: Code(editable=step in EDITABLE) for step in STEPS}
        for step in EDITABLE:
            self.boxes[step].on_edit(self._reader(step))
        self.whole = Code(editable=False, file_name=said["code"]["file"])
        self.whole.on_archive(self._hand_out)
        self._wrong: dict[str, tuple[str, tuple[Problem, ...]]] = {}
        self._notices: dict[str, tuple[Problem, ...]] = {}
        self._shown = -1
        self.refresh()

    def roots(self) -> Iterator[tuple[str, Any]]:
        for step, box in self.boxes.items():
            yield f"{step}_code", box
        yield "whole_code", self.whole

    def refresh(self) -> None:
        if self._shown == self.notebook.revision:
            return
        self._shown = self.notebook.revision
        experiment = self.notebook.experiment
        standing = self._standing()
        for step, box in self.boxes.items():
            text, problems = self._wrong.get(step, ("", ()))
            said = [_shown(problem) for problem in problems] or standing.get(step, [])
            notices = [] if problems else [_shown(notice) for notice in self._notices.get(step, ())]
            box.param.update(text=text or self.notebook.own_code(step) or self._code(experiment, step), problems=said,
                             notices=notices)
        whole, texts = self._whole(experiment), self.notebook.own_codes()
        files = bool(whole) and needs_file(experiment)
        note = words("code")["needs_file"].format(file=experiment.data.options.get("file", "")) if files else ""
        self.whole.param.update(text=whole, py=whole, ipynb=ipynb(experiment, self.titles, texts) if whole else "",
                                zip=files, note=note, archive="")

    def _hand_out(self) -> None:
        """Give the browser the script with the file that it reads."""
        texts = self.notebook.own_codes()
        try:
            archive = script_archive(self.notebook.experiment, self.titles, self.whole.file_name, texts)
        except ProblemError as error:
            self.whole.note = say(error.problem)
        else:
            self.whole.archive = ""
            self.whole.archive = b64encode(archive).decode()

    def _standing(self) -> dict[str, list[dict[str, Any]]]:
        """By step: what is wrong with code that could be read, each with the brick it is at."""
        found: dict[str, list[dict[str, Any]]] = {}
        layers = self.notebook.experiment.model.layers
        for problem in self.notebook.problems():
            step, text = PLACES.get(str(problem.path[0])), say(problem)
            if problem.path[0] == "layers" and len(problem.path) > 1:
                index = int(problem.path[1])
                values = {"n": index + 1, "class_name": layers[index].class_name, "text": text}
                text = words("interface")["code"]["at_brick"].format(**values)
            if step is not None:
                found.setdefault(step, []).append({"line": None, "text": text})
        return found

    def _code(self, experiment: Experiment, step: str) -> str:
        try:
            return step_code(experiment, step)
        except ProblemError as error:
            return f"# {say(error.problem)}\n"

    def _whole(self, experiment: Experiment) -> str:
        try:
            return script(experiment, self.titles, self.notebook.own_codes())
        except ProblemError:
            return ""

    def _reader(self, step: str) -> Callable[[str], None]:
        def read(text: str) -> None:
            reading = read_step(step, text, self.notebook.experiment)
            self._wrong.pop(step, None)
            self._notices[step] = reading.notices
            if reading.experiment is None:
                self._wrong[step] = (text, reading.problems)
                self.notebook.touch()
            else:
                if step in OWN_CODE:
                    self.notebook.sources[step] = reading.text
                self._take(step, reading.experiment)
            self._shown = -1
            self.refresh()

        return read

    def _take(self, step: str, experiment: Experiment) -> None:
        if step == "model":
            self.notebook.change_stack(experiment.model)
            if experiment.fit != self.notebook.experiment.fit:
                self.notebook.choose_fit(seed=experiment.fit.seed)
            self.notebook.touch()
        elif step == "data":
            self.notebook.choose_data(experiment.data)
        else:
            self.notebook.load(replace(self.notebook.experiment, compile=experiment.compile, fit=experiment.fit))


def _shown(problem: Problem) -> dict[str, Any]:
    return {"line": problem.values.get("line"), "text": say(problem)}
