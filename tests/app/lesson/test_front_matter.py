"""Front matter: where it ends, and every mistake in it at its line."""

import pytest

from app.lesson import vocabulary
from app.lesson.known import Known, layers, names
from app.lesson.reader import read_lesson

KNOWN = Known(layers(), names())


@pytest.mark.parametrize(("text", "line", "code"), [
    ("---\n{number}: x\n---\n", 2, "not_a_number"),
    ("---\n\n# comment\n\n{number}: 1000\n---\n", 5, "out_of_range"),
    ("---\n{number}: 1\n{terms}:\n  - zzz\n---\n", 4, "unknown_term"),
    ("---\n{number}: 1\n{number}: 2\n---\n", 3, "repeated_key"),
    ("---\n{number}: 1\na: [\n---\n", 3, "yaml"),
    ("---  \n{number}: 1\nb: &x 1\nc: *x\n---\n", 4, "yaml_alias"),
    ("---\r\n{number}: x\r\n---\r\n", 2, "not_a_number"),
])
def test_a_mistake_in_the_front_matter_is_noted_at_its_line(text: str, line: int, code: str) -> None:
    lesson = read_lesson(text.format(number=vocabulary.key("number"), terms=vocabulary.key("terms")), KNOWN)
    assert (line, code) in [(mistake.line, mistake.code) for mistake in lesson.mistakes]


@pytest.mark.parametrize(("front", "lines"), [
    ("---\n{}: 1\n---\n", 3), ("---\n{}: 1\n\n\n---   \n\n", 6), ("---\n\n{}: 1\n-----\n", 4),
])
def test_the_body_begins_in_the_line_after_the_front_matter(front: str, lines: int) -> None:
    twice = "```{0}\n{1}: a\n{1}: b\n```\n".format(vocabulary.word("parts", "choice"), vocabulary.key("name"))
    lesson = read_lesson(front.format(vocabulary.key("number")) + "text\n\n" + twice, KNOWN)
    assert (lesson.number, lesson.parts[0].line, lesson.parts[0].source[:4]) == (1, lines + 1, "text")
    assert [mistake.line for mistake in lesson.mistakes if mistake.code == "repeated_key"] == [lines + 5]


@pytest.mark.parametrize("text", ["---", "---\n", "---\n  \n ", "---\n---", "---\n\n---\n", "--- \n\t---\n"])
def test_a_front_matter_without_a_word_is_read(text: str) -> None:
    assert read_lesson(text, KNOWN).number is None


def test_a_rule_at_the_beginning_of_a_body_is_no_front_matter() -> None:
    lesson = read_lesson("---\ntitle: A\n---\n---\n\nb\n\n---\n", KNOWN)
    assert (lesson.title, lesson.mistakes) == ("A", ())
    assert lesson.parts[0].html.count("<hr>") == 2
    assert "b" in lesson.parts[0].html
