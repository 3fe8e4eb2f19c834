"""The reader: every part of a lesson, every mistake at its line, and no text that can break it."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lesson import vocabulary
from app.lesson.glossary import read_glossary
from app.lesson.known import Known, layers, names
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
    Prediction,
    Prose,
    Question,
    Solution,
    Words,
)
from app.lesson.reader import read_lesson
from app.lesson.steps import names as step_names
from app.lesson.steps import step_of
from engine.limits import MAX_INPUT

EXAMPLES = Path(__file__).parent / "examples"
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
GLOSSARY = read_glossary("## 에포크 (epoch)\n훈련셋을\n한 번 다 본 것.\n")
KNOWN = Known(layers(), names(), GLOSSARY)
TAGS = {"p", "a", "ul", "ol", "li", "em", "strong", "s", "code", "pre", "blockquote", "hr", "br", "span", "table",
        "thead", "tbody", "tr", "th", "td", "div", "b", "i", "del", "sub", "sup", *(f"h{level}" for level in range(1, 7))}
ATTRIBUTES = {"href", "target", "rel", "class", "style", "start"}


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def every() -> Lesson:
    return read_lesson(example("every-part.md"), KNOWN)


def only(lesson: Lesson, kind: type) -> list:
    return [part for part in lesson.parts if type(part) is kind]


def test_a_right_file_has_no_mistakes(every: Lesson) -> None:
    assert [f"{m.line}: {m}" for m in every.mistakes] == []


def test_front_matter(every: Lesson) -> None:
    assert (every.number, every.minutes, every.bricks, every.data_sets) == (99, 10, ("Dense",), ("line",))
    assert [term.english for term in every.terms] == ["epoch", ""]
    assert every.terms[0].meaning.source.count("한 번") == 1
    assert len(every.closing) == 3
    assert every.goals[0].html == every.goals[0].source


def test_every_part_is_read_once(every: Lesson) -> None:
    counts = {kind.__name__: len(only(every, kind)) for kind in (
        DataCell, CodeCell, Prediction, Choice, Ordering, Matching, Number, Words, Gallery, Check, Hint, Solution)}
    assert counts == {**dict.fromkeys(counts, 1), "CodeCell": 2, "Hint": 2}


def test_the_data_cell(every: Lesson) -> None:
    cell = only(every, DataCell)[0]
    assert (cell.data_set, cell.stand_in, cell.seed, cell.validation, cell.test) == ("line", "digits", 7, 0.2, 0.25)
    assert cell.options == {"n": 100, "noise": 0.2}
    assert (cell.flatten, cell.one_hot) == (True, False)


def test_code_is_live_unless_it_is_only_shown(every: Lesson) -> None:
    first, second = only(every, CodeCell)
    assert (first.live, second.live, second.code) == (True, False, "model.summary()\n")


def test_a_key_keeps_the_text_the_author_wrote(every: Lesson) -> None:
    prediction = only(every, Prediction)[0]
    assert prediction.options[0].text.source == "0.50"
    assert [option.right for option in prediction.options] == [False, True]


def test_parts_know_their_step(every: Lesson) -> None:
    assert only(every, DataCell)[0].step == 1
    assert only(every, CodeCell)[0].step == 2
    assert only(every, Prediction)[0].step == 2, "a smaller heading stays within the step"
    assert only(every, Choice)[0].step is None, "a heading of the same size leaves it"


def test_what_is_shown_in_another_order_is_never_right_at_once(every: Lesson) -> None:
    for part in (*only(every, Ordering), *only(every, Matching)):
        order = part.shuffled()
        assert sorted(order) == list(range(len(order))) != list(order)
        assert part.shuffled() == order


def test_the_check_has_its_condition_and_the_author_s_advice(every: Lesson) -> None:
    check = only(every, Check)[0]
    assert check.condition.parts[0].advice
    assert not check.condition.parts[1].advice


def test_every_mistake_is_found_at_its_line() -> None:
    lesson = read_lesson(example("mistakes.md"), KNOWN)
    found = [(m.line, m.code) for m in lesson.mistakes]
    assert [line for line, _ in found] == sorted(line for line, _ in found)
    codes = {code for _, code in found}
    assert codes >= {
        "not_a_number", "unknown_key", "out_of_range", "too_few", "unknown_layer", "unknown_term", "unknown_part",
        "yaml", "no_such_choice", "unknown_condition", "unknown_argument", "unknown_metric", "unknown_reference",
        "unknown_name", "only_runs", "unknown_data_set", "not_text", "too_many_hints", "missing_key",
    }
    lines = example("mistakes.md").splitlines()
    at = {code: lines[line - 1] for line, code in found}
    assert "500" in at["out_of_range"]
    assert "val_acuracy" in at["unknown_metric"]
    assert any("unit: 3" in lines[line - 1] for line, code in found if code == "unknown_argument")
    assert at["unknown_part"].startswith("```")
    assert all(str(mistake) and "{" not in str(mistake) for mistake in lesson.mistakes)


@pytest.mark.parametrize(("code", "hint"), [
    ("unknown_layer", "Dense"), ("unknown_data_set", "two_blobs"), ("unknown_argument", "noise"),
    ("unknown_argument", "units"), ("unknown_metric", "accuracy"),
    ("unknown_reference", vocabulary.word("references", "least_squares_slope")),
    ("unknown_condition", vocabulary.key("brick")), ("unknown_part", vocabulary.word("parts", "prediction")),
])
def test_names_that_are_nearly_right_are_offered(code: str, hint: str) -> None:
    known = Known({"Dense": frozenset({"units"})}, {"metric": frozenset({"accuracy"})})
    lesson = read_lesson(example("mistakes.md"), known)
    assert any(hint in m.values["hint"] for m in lesson.mistakes if m.code == code)


def test_text_that_was_not_understood_is_shown() -> None:
    shown = "".join(part.html for part in only(read_lesson(example("mistakes.md"), KNOWN), Prose))
    assert vocabulary.key("question") in shown


def test_a_front_matter_that_is_never_closed_is_shown_as_text() -> None:
    lesson = read_lesson("---\ntitle: x\n\n# A", KNOWN)
    assert [m.code for m in lesson.mistakes] == ["front_open"]
    assert "title: x" in lesson.parts[0].source


def test_a_blog_s_front_matter_is_no_mistake() -> None:
    lesson = read_lesson("---\ntitle: 'A'\ntags: [a, b]\n---\ntext", KNOWN)
    assert (lesson.title, lesson.number, lesson.mistakes) == ("A", None, ())


def test_names_are_unique() -> None:
    part = "```{}\n{}: 1\n{}: a\n{}: 3\n```\n".format(vocabulary.word("parts", "number"), vocabulary.key("name"),
                                                  vocabulary.key("question"), vocabulary.key("answer"))
    assert [m.code for m in read_lesson(part * 2, KNOWN).mistakes] == ["repeated_name"]


def test_a_text_beyond_the_limit_is_cut_and_said_so() -> None:
    lesson = read_lesson("a\n\n" * MAX_INPUT, KNOWN)
    assert [m.code for m in lesson.mistakes] == ["too_long"]


@pytest.mark.parametrize("heading", ["1. {}", "#4 {}", "{}하기", "{}: 무엇을 볼까"])
def test_the_seven_steps_are_known_by_their_headings(heading: str) -> None:
    assert [step_of(heading.format(name)) for name in step_names()] == [1, 2, 3, 4, 5, 6, 7]
    assert step_of(vocabulary.key("closing")) is None


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            safe = name != "href" or (value or "").lower().startswith(("http://", "https://", "#"))
            if name not in ATTRIBUTES or not safe or (name == "style" and not value.startswith("text-align:")):
                self.wrong.append(f"{tag} {name}={value}")


def unsafe(lesson: Lesson) -> list[str]:
    seen = Seen()
    for part in lesson.parts:
        seen.feed(getattr(part, "html", ""))
        if isinstance(part, Question):
            seen.feed(part.question.html)
    seen.close()
    return seen.wrong


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<h4 onclick=x()>1. data 구성</h4>",
    "[a](javascript:alert(1)) [b](data:text/html,x) ![c](https://e.org/c.png)", "<svg/onload=alert(1)>",
    "<a href='javascript:x'>y</a>", "```<img src=x>\ncode\n```", "[x]: javascript:alert(1)\n\n[x]",
    '<img alt="<script>" src="x">', "<!-- --><iframe src=//e.org>",
])
def test_html_in_a_text_is_never_passed_through(text: str) -> None:
    assert unsafe(read_lesson(text, KNOWN)) == []


def test_html_headings_and_descriptions_of_pictures_stay() -> None:
    html = "".join(part.html for part in read_lesson("<h4>1. data 구성</h4>\n\n![그림](x.png)\n\na<br/>b", KNOWN).parts)
    assert "<h4>1. data 구성</h4>" in html
    assert '<span class="picture">그림</span>' in html
    assert "<img" not in html
    assert "<br>" in html


FRAGMENTS = st.sampled_from([
    "---\n", "```", "\n", "```python\n", "- ", ": ", "{", "[", "]", "}", "\"", "'", "|", "# ",
    "<h2>", "<div>", "</td>", "<img alt='", "---", "...\n", "&a ", "*a ", "!!",
    *(f"```{name}\n" for name in vocabulary.table("parts").values()),
    *(f"{name}: " for name in vocabulary.table("keys").values()),
    *vocabulary.table("values")["true"], *vocabulary.table("comparisons").values(),
])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=20)), max_size=60).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    lesson = read_lesson(text, KNOWN)
    assert lesson.source == text
    assert all(1 <= m.line <= len(text.splitlines()) + 2 and str(m) for m in lesson.mistakes)
    assert unsafe(lesson) == []


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_broken_lesson_is_still_read(data: st.DataObject) -> None:
    text = example(data.draw(st.sampled_from(["every-part.md", "whole-table.md"])))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 400)))
    read_lesson(text[:start] + data.draw(st.text(max_size=10)) + text[end:], KNOWN)


def test_deep_yaml_and_aliases_are_mistakes() -> None:
    opening = f"```{vocabulary.word('parts', 'choice')}\n"
    assert read_lesson(f"{opening}{'[' * 5000}\n```", KNOWN).mistakes[0].code == "yaml_deep"
    assert read_lesson(f"{opening}a: &x 1\nb: *x\n```", KNOWN).mistakes[0].code == "yaml_alias"
    assert read_lesson(f'{opening}a: "\\UFFFFFFFF"\n```', KNOWN).mistakes[0].code == "yaml"


def test_unmarked_code_and_console_prompts_are_cells() -> None:
    lesson = read_lesson("글이에요.\n\nimport keras\nmodel = f(\n    [\n        1,\n\n    ]\n)\n\n끝이에요.", KNOWN)
    assert [type(part) for part in lesson.parts] == [Prose, CodeCell, Prose]
    assert lesson.parts[2].line == 11
    console = read_lesson("```python\n>>> x = 1\n>>> x\n1\n```", KNOWN).parts[0]
    assert console.code == "x = 1\nx\n"
    assert ">>> x" in console.source


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five documents lie beside the repository")
@pytest.mark.parametrize("number", range(5))
def test_a_plain_tutorial_is_a_lesson(number: int) -> None:
    text = next(SEEDS.glob(f"00{number}_*.txt")).read_text(encoding="utf-8")
    lesson = read_lesson(text, KNOWN)
    assert (lesson.mistakes, lesson.number) == ((), None)
    assert lesson.title
    assert only(lesson, CodeCell)
    assert {type(part) for part in lesson.parts} == {Prose, CodeCell}
    assert unsafe(lesson) == []
    if number == 3:
        assert [part.step for part in only(lesson, CodeCell)] == [1, 2, 3, 4, 6, 7]
