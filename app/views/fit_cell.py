"""Step 4: epochs and batch size, the buttons, and how the run goes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, final

from app.components.controls import Controls
from app.components.form import Form
from app.state import pickers
from app.state.desk import Place
from app.state.progress import figures, sentence
from app.texts import words
from app.texts.problems import say
from engine.errors import Path
from engine.specs.edits import configure_object
from engine.specs.experiment import FIT_RANGES
from engine.specs.objects import CodeSpec

MAX_CODE_SHOWN = 80
"""Characters of the code of callbacks in a note."""
SMALLER, STEADY = 0.1, 0.01
"""By how much a learning rate that made the loss diverge is cut, and where it is tried again at the most."""


@final
class FitCell:
    """The form of ``fit``, and the controls of the run."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.notebook, self.trainer, self.run = place.notebook, place.trainer, place.notebook.run
        self.form = Form(label=words("interface")["steps"]["fit"], fields=pickers.fit_fields(), columns=3)
        self.form.on_change(self._change)
        self.controls = Controls()
        self.controls.on_action(self._act)
        self._shown = (-1, -1)
        self.refresh()

    def roots(self) -> Iterator[tuple[str, Any]]:
        yield "fit_form", self.form
        yield "controls", self.controls

    def refresh(self) -> None:
        now = (self.notebook.revision, self.run.revision)
        if now == self._shown:
            return
        if now[0] != self._shown[0]:
            experiment = self.notebook.experiment
            self.form.param.update(fields=pickers.fit_fields(experiment.fit), values=pickers.fit_values(experiment),
                                   problems=self._wrong())
        self._shown = now
        self.controls.param.update(
            status=self.run.status, text=sentence(self.run), progress=self.run.progress,
            seconds_left=self.run.seconds_left, figures=figures(self.run), problem=self._problem(),
            blocked=self._blocked(), note=self._note())

    def _wrong(self) -> dict[str, Any]:
        """Problems by field; those of the learning rate and the validation share stand in other cells too."""
        found = pickers.problems_by_field(self.notebook, "fit")
        elsewhere: dict[Path, str] = {("compile", "optimizer", "learning_rate"): "learning_rate",
                     ("data", "validation_share"): "validation_share",
                     ("fit", "validation_split"): "validation_share"}
        for problem in self.notebook.problems():
            if problem.path in elsewhere:
                found[elsewhere[problem.path]] = {"text": say(problem), "repair": None}
        return found

    def _problem(self) -> dict[str, Any] | None:
        problem = self.run.problem
        if problem is None:
            return None
        if problem.code != "diverged":
            return {"text": say(problem), "repair": None}
        ran = pickers.rate_of((self.trainer.experiment or self.notebook.experiment).compile)
        rates = {"rate": f"{ran:g}" if isinstance(ran, int | float) else ran, "slower": f"{slower(ran):g}"}
        advice = words("interface")["fit"]["slower"].format(**rates)
        return {"text": f"{say(problem)} {advice}", "repair": words("problems")["repairs"]["diverged"]}

    def _blocked(self) -> str:
        """Why a run cannot begin."""
        problems = self.notebook.problems()
        return words("interface")["fit"]["cannot"].format(text=say(problems[0])) if problems else ""

    def _note(self) -> str:
        """What a callback did, or could not do here, and whether settings have changed since the run began."""
        strings, ran = words("interface")["fit"], self.trainer.experiment
        if ran is None or self.run.status == "idle":
            return ""
        notes = [strings["changed"]] if ran != self.notebook.experiment else []
        if self.run.stopped_by and self.run.status == "finished":
            notes.append(strings["stopped_by"].format(callback=self.run.stopped_by, epoch=self.run.epoch))
        code = [callback.code for callback in ran.fit.callbacks if isinstance(callback, CodeSpec)]
        if code:
            notes.append(strings["code_callbacks"].format(code=", ".join(code)[:MAX_CODE_SHOWN]))
        return " ".join(notes)

    def _change(self, name: str, value: Any) -> None:
        experiment = self.notebook.experiment
        if name in FIT_RANGES:
            self.notebook.choose_fit(**{name: value})
        elif name == "learning_rate":
            self._choose_rate(value)
        elif name == "validation_share" and experiment.fit.validation_split is None:
            self.notebook.choose_data(replace(experiment.data, validation_share=value))
        elif name == "validation_share":
            self.notebook.choose_fit(validation_split=value)
        elif name.partition(".")[0] == "callbacks":
            self.notebook.choose_fit(callbacks=pickers.changed_callbacks(experiment.fit, name, value))
        self.refresh()

    def _act(self, action: str) -> None:
        if action in ("start", "step") and self.notebook.problems():
            return
        if action == "repair":
            self._slower()
        acts = {"start": self._start, "repair": self._start, "pause": self.trainer.pause, "stop": self.trainer.stop,
                "continue": self.trainer.resume, "step": self._step}
        acts[action]()
        self.refresh()

    def _start(self) -> None:
        self.trainer.start(self.notebook.experiment)

    def _step(self) -> None:
        self.trainer.one_batch(self.notebook.experiment)

    def _slower(self) -> None:
        """Cut the learning rate after a run that diverged."""
        rate = pickers.rate_of(self.notebook.experiment.compile)
        self._choose_rate(slower(rate))

    def _choose_rate(self, rate: Any) -> None:
        spec = self.notebook.experiment.compile
        optimizer = configure_object("optimizer", spec.optimizer, "learning_rate", rate)
        self.notebook.choose_compile(replace(spec, optimizer=optimizer))


def slower(rate: Any) -> float:
    """The learning rate to try after one that made the loss diverge."""
    return min(STEADY, float(f"{rate * SMALLER:.3g}")) if isinstance(rate, int | float) else pickers.DEFAULT_RATE
