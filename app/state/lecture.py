"""A learner in a lesson: what was answered, what the runs have shown, and what the checks say of it."""

from collections.abc import Sequence
from typing import Any, final

from app.lesson.checks import State, Verdict, verdict
from app.lesson.conditions.answers import is_right
from app.lesson.evidence import Evidence, known_references
from app.lesson.gathering import evidence_of
from app.lesson.opening import solved_experiment
from app.lesson.parts import Check, Lesson, Prediction, Question, Quiz
from app.state.desk import Place
from app.state.showing import Showing

KEPT_RUNS = 10
OVER = ("finished", "stopped", "diverged")


@final
class Lecture:
    """One lesson at one learner's place. ``revision`` grows with every change of what the parts show.

    ``place.answers`` holds, by the name of a question, what was answered, and under names that begin with ``_`` how
    many hints were opened, how often the model was trained, and when each prediction was made.
    """

    def __init__(self, lesson: Lesson, place: Place, showing: Showing) -> None:
        self.lesson, self.place, self.showing = lesson, place, showing
        self.notebook, self.run = place.notebook, place.notebook.run
        self.verdicts: dict[str, Verdict] = {}
        self.revision = 0
        self._compared: tuple[tuple[int, ...], dict[str, Any]] = ((), {})
        self.notebook.touched |= set(place.answers.get("_touched", []))

    @property
    def runs(self) -> int:
        """How often the model was trained to an end."""
        return int(self.place.answers.get("_runs", 0))

    def follow(self) -> None:
        """Notice that a run has come to its end; of two pages at one place, the first to look counts it."""
        judged = self.run.test is not None or self.run.status == "diverged"
        if self.run.status in OVER and judged and self.place.counted != self.run.count:
            self.place.counted = self.run.count
            self._keep("_runs", self.runs + 1)
            self.place.earlier = [*self.place.earlier[1 - KEPT_RUNS :], self.evidence(earlier=())]

    def answer(self, name: str, value: Any) -> None:
        """A question of the lesson answered."""
        if any(isinstance(part, Question) and part.name == name for part in self.lesson.parts):
            self._keep(f"_at {name}", self.runs)
            self._keep(name, value)

    def check(self, name: str) -> None:
        """Look whether a goal is reached."""
        for part in self.lesson.parts:
            if isinstance(part, Check) and part.name == name:
                self.verdicts[name] = verdict(part, self.evidence())
                if self.verdicts[name].state is State.CORRECT:
                    self._keep(f"_done {name}", True)
                self.revision += 1

    def open_hint(self) -> None:
        self._keep("_hints", int(self.place.answers.get("_hints", 0)) + 1)

    def take_solution(self) -> None:
        """Put the solution into the blocks; the learner's stack can be had back by undo."""
        experiment, problems = solved_experiment(self.lesson)
        if not problems:
            self.notebook.touched |= {"stack", "compile", "fit"}
            self.notebook.load(experiment)
            self.showing.follow(experiment.data)

    def judged(self, quiz: Quiz) -> State:
        """Whether a quiz is answered, and rightly."""
        if quiz.name not in self.place.answers:
            return State.NOT_ATTEMPTED
        right = is_right(quiz, self.place.answers[quiz.name], self._references())
        return State.CORRECT if right else State.NOT_YET

    def replied(self, part: Prediction) -> bool:
        """Whether a run has come after a prediction, so that it can be replied to."""
        at = self.place.answers.get(f"_at {part.name}")
        return at is not None and self.runs > int(at)

    def evidence(self, earlier: Sequence[Evidence] | None = None) -> Evidence:
        """Everything that checks may look at. earlier: the runs before, those of the place unless told."""
        run, scores = self.run, self.run.test
        seen = self.showing.preview
        counts = seen.counts if seen is not None else (0, 0, 0)
        history: dict[str, list[float]] = {}
        for _, logs in run.table:
            for name, value in logs.items():
                history.setdefault(name, []).append(value)
        layers = [] if run.network is None else run.network.layers
        return evidence_of(
            self.notebook.experiment, history=history,
            weights={index: layer.get_weights() for index, layer in enumerate(layers)},
            evaluation={} if scores is None else scores.logs, references={} if scores is None else scores.references,
            answers={n: v for n, v in self.place.answers.items() if not n.startswith("_")},
            counts={"runs": self.runs, "evaluations": self.runs, "predictions": self.runs},
            n_train=counts[0], n_validation=counts[1], n_test=counts[2], touched=frozenset(self.notebook.touched),
            steps=self._steps(),
            earlier=tuple(self.place.earlier if earlier is None else earlier))

    def _references(self) -> dict[str, Any]:
        """What answers are compared with; worked out once for all questions, for evidence copies the weights."""
        now = (self.run.revision, self.notebook.revision, self.showing.revision)
        if self._compared[0] != now:
            self._compared = (now, known_references(self.evidence()))
        return self._compared[1]

    def _steps(self) -> frozenset[int]:
        """Which of the seven steps are done."""
        if self.run.test is not None:
            return frozenset(range(1, 8))
        return frozenset(range(1, 6)) if self.run.table else frozenset()

    def _keep(self, name: str, value: Any) -> None:
        self.place.answers[name] = value
        self.place.answers["_touched"] = sorted(self.notebook.touched)
        self.revision += 1
        self.notebook.touch()
