"""Three lessons learned through the state, with real runs: predictions, replies, quizzes, checks, hints and solutions."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.compute.downloading import Downloads
from app.compute.workers import Workers
from app.lesson.checks import State
from app.lesson.library import lesson as find
from app.lesson.opening import first_experiment
from app.lesson.parts import Check, Lesson, Prediction, Quiz
from app.state import lesson_parts
from app.state.desk import Desk
from app.state.lecture import Lecture
from app.state.showing import Showing
from app.storage.notebooks import NotebookStore
from engine.specs.objects import ObjectSpec

FIRST, LINE, DIGITS = "01-first-blocks", "02-linear-regression", "05-digits-mlp"
Open = Callable[[str], Lecture]


@pytest.fixture
def store(tmp_path: Path) -> NotebookStore:
    return NotebookStore(f"sqlite:///{tmp_path / 'kept.sqlite'}")


@pytest.fixture
def opened(store: NotebookStore, workers: Workers) -> Open:
    """Opens a lesson as a page of a new server does."""
    def start(name: str) -> Lecture:
        lesson = found(name)
        place = Desk(store, workers).place("somebody", name, first_experiment(lesson)[0])
        showing = Showing(workers, Downloads())
        showing.follow(place.notebook.experiment.data)
        return Lecture(lesson, place, showing)

    return start


def found(name: str) -> Lesson:
    lesson = find(name)
    assert lesson is not None
    return lesson


def train(lecture: Lecture, **fit: Any) -> None:
    """Change the fit as asked, press the button, and wait for the end."""
    if fit:
        lecture.notebook.choose_fit(**fit)

    async def job() -> None:
        lecture.place.trainer.start(lecture.notebook.experiment)
        async with asyncio.timeout(240):
            while lecture.run.test is None:
                assert lecture.run.status not in ("failed", "diverged"), lecture.run.problem
                await asyncio.sleep(0.01)

    asyncio.run(job())
    lecture.follow()


def optimize(lecture: Lecture, name: str, **config: Any) -> None:
    compiled = lecture.notebook.experiment.compile
    lecture.notebook.choose_compile(replace(compiled, optimizer=ObjectSpec(name, config)))


def checked(lecture: Lecture, name: str) -> State:
    lecture.check(name)
    return lecture.verdicts[name].state


def quizzes(lecture: Lecture) -> dict[str, Quiz]:
    return {part.name: part for part in lecture.lesson.parts if isinstance(part, Quiz)}


def predictions(lecture: Lecture) -> list[Prediction]:
    return [part for part in lecture.lesson.parts if isinstance(part, Prediction)]


def shown(lecture: Lecture) -> dict[str, dict[str, Any]]:
    """Every part as the page draws it, by its id."""
    return {part["id"]: part for block in lesson_parts.blocks(lecture.lesson) for part in lesson_parts.shown(block, lecture)}


def checks(lecture: Lecture) -> list[str]:
    return [part.name for part in lecture.lesson.parts if isinstance(part, Check)]


def test_the_first_lesson_from_not_attempted_to_correct(opened: Open) -> None:
    lecture = opened(FIRST)
    assert [checked(lecture, name) for name in checks(lecture)] == [State.NOT_ATTEMPTED] * 2
    lecture.answer("다섯 에포크", 0)
    assert shown(lecture)["다섯 에포크"]["reply"] == ""
    train(lecture)
    assert "갈 길이 남았을" in shown(lecture)["다섯 에포크"]["reply"]
    assert checked(lecture, "정확도 확인") is State.NOT_YET
    assert lecture.verdicts["정확도 확인"].missing
    lecture.answer("마흔 에포크", 1)
    assert shown(lecture)["마흔 에포크"]["reply"] == ""
    train(lecture, epochs=40)
    assert shown(lecture)["마흔 에포크"]["reply"]
    assert checked(lecture, "정확도 확인") is State.CORRECT
    lecture.answer("일곱 단계", [1, 0, 2, 3, 4, 5, 6])
    assert checked(lecture, "순서 확인") is State.NOT_YET
    lecture.answer("일곱 단계", list(range(7)))
    assert checked(lecture, "순서 확인") is State.CORRECT
    assert shown(lecture)["순서 확인"]["state"] == "correct"
    for name, answer, state in (("매개변수", 2, "not_yet"), ("매개변수", 3, "correct"), ("한가운데", 0, "not_yet"),
                                ("한가운데", 1, "correct")):
        lecture.answer(name, answer)
        part = shown(lecture)[name]
        assert part["state"] == state
        assert bool(part["explanation"]) == (state == "correct")


def test_the_second_lesson_with_its_seed(opened: Open) -> None:
    lecture = opened(LINE)
    lecture.answer("작은 걸음", 1)
    train(lecture)
    assert checked(lecture, "기울기 확인") is State.NOT_YET
    assert checked(lecture, "생각 확인") is State.NOT_YET
    lecture.answer("큰 걸음", 0)
    optimize(lecture, "SGD", learning_rate=0.1)
    train(lecture)
    assert checked(lecture, "기울기 확인") is State.CORRECT, lecture.verdicts
    lecture.answer("왜 떼었을까", 1)
    lecture.answer("셋을 넣으면", 6)
    assert checked(lecture, "생각 확인") is State.CORRECT, lecture.verdicts


def test_the_fifth_lesson_with_wrong_pictures_found(opened: Open) -> None:
    lecture = opened(DIGITS)
    assert lecture.notebook.experiment.data.name == "digits"
    lecture.answer("첫 학습", 1)
    train(lecture)
    assert checked(lecture, "정확도 확인") is State.NOT_YET
    lecture.answer("아담", 0)
    optimize(lecture, "Adam")
    train(lecture, epochs=20)
    assert checked(lecture, "정확도 확인") is State.CORRECT, lecture.verdicts
    wrong = sorted(lecture.evidence().references["wrong_samples"])
    assert len(wrong) >= 3
    lecture.answer("틀린 셋", [n for n in range(10) if n not in wrong][:3])
    lecture.answer("마지막 매개변수", 2570)
    lecture.answer("왜 틀렸을까", "획이 끊겨서 다른 숫자처럼 보였어요")
    assert checked(lecture, "오답 확인") is State.NOT_YET
    lecture.answer("틀린 셋", wrong[:3])
    assert checked(lecture, "오답 확인") is State.CORRECT, lecture.verdicts


def test_the_gallery_shows_enough_wrong_pictures_to_find(opened: Open) -> None:
    """What is asked for must be among the samples that the page shows."""
    from app.state import samples
    from engine.specs.data import dataset_of

    lecture = opened(DIGITS)
    lecture.take_solution()
    train(lecture)
    assert lecture.showing.preview is not None
    assert lecture.run.observation is not None
    assert lecture.run.test is not None
    dataset = dataset_of(lecture.notebook.experiment.data)
    items = samples.tested_items(lecture.run.test, dataset)
    wrong = [item["number"] for item in items if item["right"] is False]
    assert set(wrong) == lecture.evidence().references["wrong_samples"]
    assert len(wrong) >= 3
    assert [item["number"] for item in items][:24] == list(range(24))
    live = samples.predicted_items(lecture.showing.preview, lecture.run.observation.y, dataset)
    assert [item["probabilities"] for item in live] == [
        pytest.approx(item["probabilities"], abs=1e-6) for item in items[:24]]


@pytest.mark.parametrize("name", [FIRST, LINE, DIGITS])
def test_the_solution_passes_its_checks_on_runs(name: str, opened: Open) -> None:
    lecture = opened(name)
    before = lecture.notebook.experiment
    lecture.take_solution()
    assert lecture.notebook.problems() == []
    for part in predictions(lecture):
        lecture.answer(part.name, 0)
    train(lecture)
    on_runs = {"정확도 확인", "기울기 확인"}
    for check in set(checks(lecture)) & on_runs:
        assert checked(lecture, check) is State.CORRECT, (check, lecture.verdicts[check].missing)
    lecture.notebook.undo()
    assert lecture.notebook.experiment.model == before.model


def test_answers_and_done_checks_survive_another_server(opened: Open, store: NotebookStore) -> None:
    lecture = opened(FIRST)
    lecture.answer("다섯 에포크", 0)
    lecture.answer("일곱 단계", list(range(7)))
    assert checked(lecture, "순서 확인") is State.CORRECT
    lecture.open_hint()
    train(lecture, epochs=2)
    Desk(store, lecture.place.trainer.workers).save(lecture.place)
    again = opened(FIRST)
    assert again.place is not lecture.place
    assert again.runs == 1
    parts = shown(again)
    assert parts["순서 확인"]["state"] == "correct"
    assert parts["일곱 단계"]["answer"] == list(range(7))
    assert parts["다섯 에포크"]["answer"] == 0
    assert parts["다섯 에포크"]["reply"]
    assert parts["hints"]["opened"] == 1
    assert again.notebook.touched == lecture.notebook.touched
    assert again.notebook.experiment.fit.epochs == 2


def test_hints_open_one_by_one(opened: Open) -> None:
    lecture = opened(FIRST)
    assert shown(lecture)["hints"]["opened"] == 0
    assert len(shown(lecture)["hints"]["hints"]) == 3
    lecture.open_hint()
    lecture.open_hint()
    assert shown(lecture)["hints"]["opened"] == 2


@pytest.mark.parametrize("value", [None, -1, 99, "x", [], {}, [99], ["x"], float("nan"), "💥" * 5_000, True, 10**30])
@pytest.mark.parametrize("name", [FIRST, LINE, DIGITS])
def test_odd_answers_are_not_right_and_no_error(name: str, value: Any, opened: Open) -> None:
    lecture = opened(name)
    for part in [*predictions(lecture), *quizzes(lecture).values()]:
        lecture.answer(part.name, value)
    parts = shown(lecture)
    for quiz in quizzes(lecture).values():
        if quiz.name != "왜 틀렸을까":
            assert parts[quiz.name]["state"] != "correct", quiz.name
    for check in checks(lecture):
        assert checked(lecture, check) is not State.CORRECT
    lecture.answer("no such question", value)
    lecture.check("no such check")


def test_a_run_is_counted_once(opened: Open) -> None:
    lecture = opened(FIRST)
    train(lecture, epochs=1)
    for _ in range(3):
        lecture.follow()
    assert lecture.runs == 1


def test_the_parts_are_plain_data(opened: Open) -> None:
    import json

    for name in (FIRST, LINE, DIGITS):
        lecture = opened(name)
        json.dumps([*shown(lecture).values(), lesson_parts.opening(lecture.lesson), lesson_parts.closing(lecture.lesson)],
                   allow_nan=False)
