"""The check language: it carries the whole table of lessons, and a verdict is one of three and never goes back."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lesson import vocabulary
from app.lesson.checks import State, judged, verdict
from app.lesson.comparisons import parse
from app.lesson.condition_leaves import BUILT
from app.lesson.condition_reader import COMBINED
from app.lesson.condition_results import DONE, RESULTS
from app.lesson.conditions.base import Condition, Outcome
from app.lesson.conditions.combined import AllOf, AnyOf, Negated
from app.lesson.evidence import Brick, Evidence, known_references
from app.lesson.known import Known, layers, names
from app.lesson.mistakes import MistakeError
from app.lesson.parts import Check, Choice, Lesson
from app.lesson.reader import read_lesson

EXAMPLES = Path(__file__).parent / "examples"
LATER = {"Conv2D": frozenset({"kernel_size"}), "LSTM": frozenset({"return_sequences", "stateful"}),
         **dict.fromkeys(("MaxPooling2D", "Embedding", "RandomFlip"), frozenset[str]())}
KNOWN = Known({**layers(), **LATER}, names())
TABLE = read_lesson((EXAMPLES / "whole-table.md").read_text(encoding="utf-8"), KNOWN)
CHECKS = {part.name: part for part in TABLE.parts if isinstance(part, Check)}


def dense(units: int, activation: str | None = None, name: str = "Dense") -> Brick:
    return Brick(name, {"units": units, "activation": activation}, (None, units), 10 * units)


def run(*bricks: Brick, **more: Any) -> Evidence:
    """A run of one epoch; more: other fields."""
    return Evidence(**{"stack": bricks, "history": {"loss": [1.0]}, **more})


MLP = run(dense(9), history={"loss": [1.0, 0.5], "val_loss": [1.0, 0.9], "accuracy": [0.1, 0.9],
                             "val_accuracy": [0.1, 0.6]}, evaluation={"accuracy": 0.6})
CONV, POOL = Brick("Conv2D", {"kernel_size": [3, 3]}, (None, 6, 6, 8), 80), Brick("MaxPooling2D")
LSTM = Brick("LSTM", {"return_sequences": True, "stateful": True})
BETTER = {"history": {"loss": [1.0, 0.5], "val_loss": [1.0, 0.6], "accuracy": [0.1, 0.9], "val_accuracy": [0.1, 0.85]},
          "evaluation": {"accuracy": 0.8}, "earlier": [MLP]}
ALL_STEPS = frozenset(range(1, 8))

RIGHT: dict[str, Evidence] = {
    "c01": run(history={"accuracy": [0.5, 0.95]}, answers={part.name: 0 for part in TABLE.parts
                                                           if type(part).__name__ == "Prediction"}),
    "c02": run(weights={0: [np.array([[1.95]]), np.array([0.0])]}, references={"least_squares_slope": 2.0}),
    "c03": run(dense(12), dense(1, "sigmoid"), compile={"loss": "BinaryCrossentropy"},
               references={"sensitivity": 0.62}, answers={"민감도 읽기": 0.625}),
    "c04": run(dense(8), dense(1), evaluation={"accuracy": 0.96}),
    "c05": run(history={"val_acc": [0.96]}),
    "c06": run(answers={"검증과 가중치": 1}),
    "c07": run(fit={"batch_size": 10, "epochs": 3}, n_train=95, answers={"갱신": 30}, counts={"runs": 1}),
    "c08": run(dense(9), Brick("Dropout"), **BETTER, answers={"꺾이는 곳": 2}),
    "c09": run(compile={"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.1}}},
               history={"loss": [1.0, 0.05]}, earlier=[run(history={"loss": [1.0, float("nan")]})]),
    "c10": run(dense(9), Brick("BatchNormalization"), weights={1: [0, 0, 0, 0]}, answers={"배열 세기": 4}),
    "c11": run(CONV, answers={"출력 모양": "6,6, 8"}),
    "c12": run(*(CONV, CONV, POOL) * 2, dense(10), **BETTER),
    "c13": run(Brick("RandomFlip"), **BETTER),
    "c14": run(**BETTER),
    "c15": run(dense(46, "softmax"), references={"rare_recall": 0.3}, answers={"드문 부류": 0.3}),
    "c16": run(Brick("Embedding"), LSTM, dense(1), answers={"내 문장": "정말 재미있어요"}, counts={"predictions": 1}),
    "c17": run(answers={"스텝 수": 198.0}),
    "c18": run(LSTM, LSTM, dense(1)),
    "c19": run(LSTM, LSTM, fit={"batch_size": 1, "shuffle": False}),
    "c20": run(answers={"온도": 0}, steps=frozenset({7})),
    "c21": run(Brick("Normalization"), dense(1), history={"val_loss": [0.5]},
               evaluation={"mean_absolute_error": 50_000.0}),
    "c22": run(compile={"metrics": ["my_recall"]}, evaluation={"my_recall": 0.5}, references={"sensitivity": 0.5}),
    "c23": run(
        answers={"죽은 필터 찾기": [3], "축 이름": [0, 1, 2, 3]},
        references={"dead_filters": frozenset({3, 5})},
    ),
    "c24": run(steps=ALL_STEPS, data={"seed": 7}, counts={"evaluations": 1}),
    "c25": run(Brick("Dropout"), history={"loss": [1.0, 0.5, 0.4], "val_loss": [1.0, 0.5, 0.6]}),
}


def test_the_language_carries_every_lesson() -> None:
    assert [f"{m.line}: {m}" for m in TABLE.mistakes] == []
    assert sorted(CHECKS) == sorted(RIGHT)


def test_every_condition_is_in_a_check() -> None:
    names = (*BUILT, *RESULTS, *DONE, *COMBINED)
    table = (EXAMPLES / "whole-table.md").read_text("utf-8")
    assert [name for name in names if f"{vocabulary.key(name)}:" not in table] == [], (
        "add a check to whole-table.md and the evidence that passes it to RIGHT (CONTRIBUTING.md, A lesson check)")


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_what_is_asked_is_correct(name: str) -> None:
    found = verdict(CHECKS[name], RIGHT[name])
    assert (found.state, found.missing) == (State.CORRECT, ())


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_with_nothing_done_nothing_is_attempted(name: str) -> None:
    assert verdict(CHECKS[name], Evidence()).state is State.NOT_ATTEMPTED
    stack_only = Evidence(stack=RIGHT[name].stack, compile=RIGHT[name].compile)
    assert verdict(CHECKS[name], stack_only).state is State.NOT_ATTEMPTED, "what a lesson opens with is no attempt"


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_run_that_brings_nothing_is_told_what_is_missing(name: str) -> None:
    found = verdict(CHECKS[name], run(Brick("Activation"), problems=1, answers={"?": 0}, steps=frozenset({1})))
    assert found.state is not State.CORRECT
    assert bool(found.missing) == (found.state is State.NOT_YET)
    assert all(sentence.strip() and "{" not in sentence for sentence in found.missing)


@pytest.mark.parametrize(("name", "change"), [
    ("c03", {"compile": {"loss": "mse"}}), ("c04", {"stack": [dense(1)]}), ("c08", {"earlier": []}),
    ("c09", {"earlier": []}), ("c10", {"answers": {}}), ("c11", {"answers": {"출력 모양": "(8, 8, 8)"}}),
    ("c12", {"stack": [CONV, POOL] * 2}), ("c12", {"problems": 1}), ("c14", {"evaluation": {"accuracy": 0.5}}),
    ("c19", {"fit": {"batch_size": 1, "shuffle": True}}), ("c21", {"history": {"val_loss": [2.0]}}),
    ("c23", {"answers": {"죽은 필터 찾기": [3, 4], "축 이름": [0, 1, 2, 3]}}), ("c24", {"counts": {"evaluations": 2}}),
    ("c02", {"weights": {0: [np.array([[1.8]]), np.array([0.0])]}}), ("c02", {"references": {}}),
])
def test_what_falls_short_is_not_yet(name: str, change: dict[str, Any]) -> None:
    found = verdict(CHECKS[name], replace(RIGHT[name], **change))
    assert found.state is State.NOT_YET
    assert found.missing


def test_several_right_options_have_all_to_be_chosen() -> None:
    part = vocabulary.word("parts", "choice"), *(vocabulary.key(k) for k in ("name", "question", "choices", "answer"))
    check = vocabulary.word("parts", "check"), *(vocabulary.key(k) for k in ("goal", "condition", "answered"))
    text = ("```{}\n{}: q\n{}: q\n{}: {{a: 1, b: 2, c: 3}}\n{}: [1, 3]\n```\n".format(*part)
            + "```{}\n{}: g\n{}: {{{}: q}}\n```\n".format(*check))
    lesson: Lesson = read_lesson(text, KNOWN)
    quiz, asked = lesson.parts
    assert isinstance(quiz, Choice)
    assert isinstance(asked, Check)
    assert quiz.several
    states = [verdict(asked, Evidence(answers={"q": answer})).state for answer in ([0, 2], [0], [0, 1, 2], 0)]
    assert states == [State.CORRECT, *[State.NOT_YET] * 3]


@pytest.mark.parametrize(("text", "right", "wrong"), [
    ("{at_least}", [0.95, 1], [0.94, float("nan"), None, "1", True]), ("{below}", [0.9, -3], [0.95]),
    ("3 ~ 5", [3, 4.5, 5], [2.9, 5.1]), ("2 ± 5 %", [1.9, 2.1], [1.89, 2.11]), ("2 ± 0.5", [1.5, 2.5], [2.6]),
    ("64", [64, 64.0], [65]), ("1,000", [1000], [1]), ("95 %", [0.95], [95]),
])
def test_comparisons(text: str, right: list[Any], wrong: list[Any]) -> None:
    orders = {name: f"0.95 {korean}" for name, korean in vocabulary.table("comparisons").items()}
    rule = parse(text.format(**orders), 1)
    assert [rule.holds(value, {}) for value in right] == [True] * len(right)
    assert [rule.holds(value, {}) for value in wrong] == [False] * len(wrong)


@given(st.text(max_size=40))
def test_a_comparison_is_read_or_refused(text: str) -> None:
    with suppress(MistakeError):
        assert parse(text, 3).holds(1.0, {}) in (True, False)


def test_references_that_follow_from_the_evidence() -> None:
    found = known_references(run(dense(3), n_train=95, fit={"batch_size": 10, "epochs": 4},
                                 history={"val_loss": [3.0, float("nan"), 1.0, 2.0]}))
    assert (found["updates_per_epoch"], found["updates"], found["turning_epoch"]) == (10, 40, 3)
    assert found["parameters"] == 30


class Fixed(Condition):
    """A condition with an outcome that is given."""

    def __init__(self, attempted: bool, holds: bool) -> None:
        super().__init__("")
        object.__setattr__(self, "found", Outcome(attempted, holds, () if holds else ("?",)))

    def look(self, evidence: Evidence) -> Outcome:
        return self.found  # type: ignore[attr-defined, no-any-return]


PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=5)
RANK = {State.NOT_ATTEMPTED: 0, State.NOT_YET: 1, State.CORRECT: 2}


@given(PAIRS, st.data())
def test_all_and_any_are_monotone(pairs: list[tuple[bool, bool]], data: st.DataObject) -> None:
    better = [(data.draw(st.booleans()) or a, data.draw(st.booleans()) or h) for a, h in pairs]
    for kind in (AllOf, AnyOf):
        before, after = (
            judged(kind("", tuple(Fixed(*pair) for pair in each)).outcome(Evidence())) for each in (pairs, better)
        )
        assert RANK[before.state] <= RANK[after.state]


@given(PAIRS)
def test_the_three_states(pairs: list[tuple[bool, bool]]) -> None:
    parts = tuple(Fixed(*pair) for pair in pairs)
    for whole, holds in ((AllOf("", parts), all(h for _, h in pairs)), (AnyOf("", parts), any(h for _, h in pairs))):
        found = judged(whole.outcome(Evidence()))
        attempted = any(a for a, _ in pairs)
        expected = State.NOT_ATTEMPTED if not attempted else State.CORRECT if holds else State.NOT_YET
        assert found.state is expected
        assert bool(found.missing) == (expected is State.NOT_YET)


@pytest.mark.parametrize("attempted", [False, True])
@pytest.mark.parametrize("holds", [False, True])
def test_not_holds_only_of_what_was_attempted(attempted: bool, holds: bool) -> None:
    found = Negated("", Fixed(attempted, holds), "x").outcome(Evidence())
    assert (found.attempted, found.holds) == (attempted, attempted and not holds)
