"""The guide for authors says what the reader does: its example is right, and it names every word there is."""

import re

from app.lesson import vocabulary
from app.lesson.condition_leaves import BUILT
from app.lesson.condition_reader import COMBINED
from app.lesson.condition_results import DONE, RESULTS
from app.lesson.library import FOLDER, known
from app.lesson.opening import first_experiment
from app.lesson.parts import Check
from app.lesson.reader import read_lesson

GUIDE = (FOLDER / "README.md").read_text(encoding="utf-8")
CONDITION = re.compile(r"^\| (?:`([^|`]+)`|) \| [^|]+ \| `([^|]+)` \|$", re.MULTILINE)


def test_the_example_is_a_lesson_without_mistakes() -> None:
    example = GUIDE.split("````markdown\n")[1].split("\n````")[0]
    lesson = read_lesson(example, known())
    assert [f"{m.line}: {m}" for m in lesson.mistakes] == []
    experiment, problems = first_experiment(lesson)
    assert (problems, experiment.problems()) == ((), [])


def test_every_word_is_named() -> None:
    words = [vocabulary.key(name) for name in (*BUILT, *RESULTS, *DONE, *COMBINED)]
    words += [f"`{word}`" for name, word in vocabulary.table("parts").items() if name not in ("shown", "solution")]
    words += [*vocabulary.table("references").values(), *vocabulary.table("comparisons").values()]
    assert [word for word in words if word not in GUIDE] == []


def test_every_example_of_a_condition_is_read() -> None:
    rows = CONDITION.findall(GUIDE)
    assert len(rows) > len(BUILT)
    check = vocabulary.word("parts", "check")
    goal, condition, question, answer = (vocabulary.key(k) for k in ("goal", "condition", "question", "answer"))
    number, name = vocabulary.word("parts", "number"), vocabulary.key("name")
    asked = f"```{number}\n{name}: 몇 번\n{question}: x\n{answer}: 1\n```\n"
    word = ""
    for named, example in rows:
        word = named or word
        text = f"{asked}```{check}\n{goal}: x\n{condition}:\n  - {word}: {example}\n```\n"
        text += f"```{vocabulary.word('parts', 'prediction')}\n{question}: x\n{vocabulary.key('choices')}: [a, b]\n```"
        lesson = read_lesson(text, known())
        later = [m for m in lesson.mistakes if m.code != "unknown_layer"]
        assert [str(m) for m in later] == [], example
        assert any(isinstance(part, Check) for part in lesson.parts)
