"""Every problem has its Korean sentence: with all the values that it is told, without blame, and with sound particles."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import app
import engine
from app.texts import words
from app.texts.problems import say
from engine.error_messages import MESSAGES
from engine.errors import Problem
from engine.specs.repairs import REPAIRS

SENTENCES: dict[str, str] = words("problems")["problems"]
BLAME = re.compile("잘못|틀렸|틀린|실수|엉터리|하지 마|안 됩니다|금지|당신|불법|에러|오류를")
PARTICLE = re.compile(r"\{\w+\}[’'\"]?(은|는|이|가(?!지)|을|를|과|와|으로|로|이에요|예요|이라|라)(?![가-힣]*(부터|까지))")
"""Particles whose form hangs on the last sound of the word before, which is not known here."""
PLAUSIBLE = {"asked": 10**9, "limit": 50_000_000, "line": 3, "column": 7, "low": 1, "high": 10, "length": 2, "epoch": 2,
             "batch": 4, "loss": float("nan"), "expected": 10, "received": (None, 8, 8), "shape": (13, 13, 32),
             "size": 10**7, "samples": 100, "fraction": 0.5, "axis": -1, "rows": 3, "x": 5, "reason": "invalid syntax"}
every_code = pytest.mark.parametrize("code", sorted(MESSAGES))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_there_is_a_sentence_for_every_code_and_a_code_for_every_sentence() -> None:
    assert sorted(SENTENCES) == sorted(MESSAGES)


def test_every_repair_has_a_button_and_every_button_a_repair() -> None:
    assert set(words("problems")["repairs"]) == {*REPAIRS, "diverged"}


@every_code
def test_a_sentence_is_said_whole(code: str) -> None:
    values = {name: PLAUSIBLE.get(name, "Dense") for name in fields(MESSAGES[code]) | fields(SENTENCES[code]) if name != "hint"}
    said = say(Problem((), code, values))
    assert re.search("[가-힣]", said)
    assert "{" not in said
    assert re.search(r"[.?!](\s\(.*\))?$", said), said


@every_code
def test_a_sentence_is_friendly(code: str) -> None:
    sentence = SENTENCES[code]
    assert not BLAME.search(sentence), sentence
    assert re.search(r"(요|요\(compile\)|까요)[.?!]", sentence), sentence
    assert "니다." not in sentence


@every_code
def test_no_particle_hangs_on_a_word_that_is_not_known(code: str) -> None:
    found = PARTICLE.search(SENTENCES[code])
    assert found is None, f"{found[0] if found else ''}: {SENTENCES[code]}"
    assert not re.search(r"은\(는\)|이\(가\)|을\(를\)|와\(과\)|\(으\)로|\(이\)", SENTENCES[code])


def told() -> Iterator[tuple[str, str, set[str]]]:
    """``(where, code, names of the values)`` of every problem that the source makes with a literal code."""
    for package in (engine, app):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                found = problem_of(node)
                if found is not None:
                    yield f"{path.relative_to(folder.parent)}:{getattr(node, 'lineno', 0)}", *found


def problem_of(node: ast.AST) -> tuple[str, set[str]] | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return None
    at = {"fail": 0, "Problem": 1}.get(node.func.id)
    if at is None or len(node.args) <= at:
        return None
    code = node.args[at]
    if not isinstance(code, ast.Constant):
        return None
    if node.func.id == "fail":
        names = {keyword.arg for keyword in node.keywords}
        return None if None in names else (str(code.value), {str(name) for name in names})
    given: Any = node.args[2] if len(node.args) > 2 else ast.Dict([], [])
    if not isinstance(given, ast.Dict) or None in given.keys:
        return None
    return str(code.value), {key.value for key in given.keys}


def test_every_problem_is_told_all_that_its_sentences_say() -> None:
    found = list(told())
    assert len(found) > 60
    missing = [(where, code, name) for where, code, given in found if code in SENTENCES
               for name in fields(SENTENCES[code]) | fields(MESSAGES[code]) if name not in given]
    assert missing == []


def test_every_problem_that_is_told_has_a_message() -> None:
    assert [(where, code) for where, code, _ in told() if code not in MESSAGES] == []


def test_a_hint_is_korean_too() -> None:
    said = say(Problem((), "unknown_name", {"kind": "layer", "value": "Dnse", "hint": " Did you mean 'Dense'?"}))
    assert "Did you mean" not in said
    assert "Dense" in said


def test_a_value_that_is_missing_leaves_no_braces() -> None:
    for code in MESSAGES:
        assert "{" not in say(Problem((), code, {}))


def test_long_and_odd_values_are_shown_short() -> None:
    said = say(Problem((), "not_an_integer", {"argument": "units", "value": "💥" * 10_000}))
    assert len(said) < 200
    assert len(say(Problem((), "not_an_integer", {"argument": "units", "value": [1] * 10_000}))) < 300
    assert len(say(Problem((), "too_large", {"argument": "units", "high": 9, "value": 10**300}))) < 300
