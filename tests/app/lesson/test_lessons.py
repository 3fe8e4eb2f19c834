"""The lessons themselves: each is whole, opens without a problem, and its solution passes its own checks."""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from app.lesson.checks import State, verdict
from app.lesson.evidence import Evidence, known_references
from app.lesson.gathering import class_references, evidence_of, line_references, ran
from app.lesson.library import lesson as find
from app.lesson.library import lessons
from app.lesson.opening import first_experiment, solved_experiment
from app.lesson.parts import (
    Check,
    Choice,
    CodeCell,
    DataCell,
    Gallery,
    Hint,
    Lesson,
    Matching,
    Number,
    Ordering,
    Part,
    Prediction,
    Prose,
    Question,
    Quiz,
    Solution,
    Words,
)
from engine.limits import MAX_EPOCHS
from engine.models.sequential import Sequential
from engine.specs.build import build_compiled
from engine.specs.data import load
from engine.specs.experiment import Experiment
from engine.specs.inspection import make
from engine.utils.seed import set_random_seed

NAMES = [shelved.name for shelved in lessons()]
SEEDS = range(1, 6)


def lesson_of(name: str) -> Lesson:
    found = find(name)
    assert found is not None
    return found


def of_kind(lesson: Lesson, kind: type) -> list[Any]:
    return [part for part in lesson.parts if isinstance(part, kind)]


def test_the_first_lessons_are_there() -> None:
    assert [lesson_of(name).number for name in NAMES][:2] == [1, 2]
    assert len({lesson_of(name).number for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_no_mistakes_and_bears_its_number(name: str) -> None:
    lesson = lesson_of(name)
    assert [f"{m.line}: {m}" for m in lesson.mistakes] == []
    assert int(name[:2]) == lesson.number
    assert 10 <= (lesson.minutes or 0) <= 20
    assert len(lesson.closing) == 3
    assert lesson.goals
    assert lesson.terms


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_goes_through_the_seven_steps_in_order(name: str) -> None:
    steps = [part.step for part in of_kind(lesson_of(name), Prose) if part.heading and part.step]
    assert steps == list(range(1, 8))


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_every_part(name: str) -> None:
    lesson = lesson_of(name)
    kinds = Counter(type(part) for part in lesson.parts)
    assert kinds[DataCell] == 1
    assert kinds[Solution] == 1
    assert kinds[Check] >= 1
    assert 1 <= kinds[Hint] <= 3
    assert kinds[Prediction] >= 1
    fit = next(i for i, part in enumerate(lesson.parts) if isinstance(part, CodeCell) and ".fit(" in part.code)
    assert any(isinstance(part, Prediction) for part in lesson.parts[:fit]), "a prediction comes before the run"


@pytest.mark.parametrize("name", NAMES)
def test_every_option_has_its_reply_and_one_is_right(name: str) -> None:
    for part in of_kind(lesson_of(name), Question):
        if isinstance(part, Prediction | Choice):
            assert all(option.reply for option in part.options), part.name
            assert sum(option.right for option in part.options) == 1, part.name
    for part in of_kind(lesson_of(name), Quiz):
        assert part.explanation, part.name


@pytest.mark.parametrize("name", NAMES)
def test_only_bricks_that_a_lesson_or_an_earlier_one_introduces_are_used(name: str) -> None:
    known = {brick for other in NAMES if other <= name for brick in lesson_of(other).bricks}
    experiment, _ = solved_experiment(lesson_of(name))
    assert {layer.class_name for layer in experiment.model.layers} <= known


@pytest.mark.parametrize("name", NAMES)
def test_the_terms_of_a_lesson_stand_in_it(name: str) -> None:
    lesson = lesson_of(name)
    text = lesson.source.split("\n---\n", 1)[1].replace(" ", "").lower()
    for term in lesson.terms:
        words = [word.replace(" ", "").lower() for word in (term.word, term.english) if word]
        assert any(word in text for word in words), term.word


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("embedded", [True, False])
def test_a_lesson_opens_as_an_experiment_without_problems(name: str, embedded: bool) -> None:
    for opened in (first_experiment, solved_experiment):
        experiment, problems = opened(lesson_of(name), embedded)
        assert problems == ()
        assert experiment.problems() == []


def answers(lesson: Lesson, evidence: Evidence) -> dict[str, Any]:
    """The right answer to every question."""
    return {part.name: right_answer(part, known_references(evidence)) for part in of_kind(lesson, Question)}


def right_answer(part: Part, references: dict[str, Any]) -> Any:
    match part:
        case Prediction():
            return 0
        case Choice():
            return next(index for index, option in enumerate(part.options) if option.right)
        case Ordering() | Matching():
            return sorted(part.shuffled())
        case Number():
            return part.answer.sides[0].value(references)
        case Words():
            return part.accepted[0] if part.accepted else "가" * part.shortest
        case Gallery():
            return sorted(references[part.target])[:3]
    raise AssertionError(part)


@cache
def trained(name: str, solved: bool, seed: int) -> Evidence:
    """The evidence of a lesson's run, as a page would gather it."""
    lesson = lesson_of(name)
    experiment, _ = (solved_experiment if solved else first_experiment)(lesson)
    samples = load(experiment.data)
    set_random_seed(seed)
    model = _model(experiment)
    fit = experiment.fit
    assert fit.epochs <= MAX_EPOCHS
    history = model.fit(samples.x_train, samples.y_train, batch_size=fit.batch_size, epochs=fit.epochs,
                        validation_data=(samples.x_val, samples.y_val), verbose=0)
    predictions = model.predict(samples.x_test, verbose=0)
    line = samples.y_test.dtype.kind == "f"
    references = line_references(samples) if line else class_references(samples.y_test, predictions)
    return evidence_of(experiment, **ran(history.history, model.network, samples), references=references,
                       evaluation=model.evaluate(samples.x_test, samples.y_test, verbose=0, return_dict=True),
                       counts={"runs": 1, "evaluations": 1, "predictions": 1}, steps=frozenset(range(1, 8)))


def _model(experiment: Experiment) -> Sequential:
    model = Sequential([make("layer", layer) for layer in experiment.model.layers])
    model.build((None, *(experiment.model.input_shape or ())))
    model.compiled = build_compiled(experiment.compile)
    return model


@pytest.mark.parametrize("name", NAMES)
def test_nothing_done_is_not_attempted(name: str) -> None:
    lesson = lesson_of(name)
    experiment, _ = first_experiment(lesson)
    for check in of_kind(lesson, Check):
        assert verdict(check, Evidence()).state is State.NOT_ATTEMPTED
        assert verdict(check, evidence_of(experiment)).state is State.NOT_ATTEMPTED


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_solution_passes_its_own_checks(name: str, seed: int) -> None:
    lesson = lesson_of(name)
    evidence = trained(name, solved=True, seed=seed)
    given = Evidence(**{**vars(evidence), "answers": answers(lesson, evidence)})
    for check in of_kind(lesson, Check):
        found = verdict(check, given)
        assert (found.state, found.missing) == (State.CORRECT, ()), check.name


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_is_said_after_a_run_without_answers(name: str) -> None:
    lesson = lesson_of(name)
    evidence = trained(name, solved=False, seed=1)
    found = [verdict(check, evidence) for check in of_kind(lesson, Check)]
    assert all(each.state is not State.CORRECT for each in found)
    assert any(each.missing for each in found)


@pytest.mark.parametrize("name", NAMES)
def test_no_mark_of_markdown_is_left_in_what_is_shown(name: str) -> None:
    lesson = lesson_of(name)
    shown = [part.html for part in lesson.parts if isinstance(part, Prose | Hint)]
    for part in of_kind(lesson, Question):
        shown.append(part.question.html)
        shown += [text.html for option in getattr(part, "options", ()) for text in (option.text, option.reply)]
    shown += [line.html for line in (*lesson.closing, *lesson.goals)]
    assert [html for html in shown if "**" in html or "`" in html or "](" in html] == []
