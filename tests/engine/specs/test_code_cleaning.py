"""Code from web pages is cleaned where Python cannot read it, with a notice for each kind of change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.specs.code_cleaning import CHANGES, clean
from engine.specs.from_python import from_python
from engine.specs.objects import ModelSpec, ObjectSpec

MODEL = ModelSpec((ObjectSpec("Dense", {"units": 64, "activation": "relu"}),), (8,))
PLAIN = "import keras\nmodel = keras.Sequential([\n    keras.Input((8,)),\n    Dense(64, activation='relu'),\n])\n"
COPIES = {
    "no-break spaces": (PLAIN.replace(" ", "\u00a0"), "cleaned_characters"),
    "ideographic spaces": (PLAIN.replace("    ", "\u3000\u3000"), "cleaned_characters"),
    "zero-width spaces": (PLAIN.replace("(", "(\u200b"), "cleaned_characters"),
    "byte order mark inside": (PLAIN.replace("model", "\ufeffmodel"), "cleaned_characters"),
    "smart quotes": (PLAIN.replace("'relu'", "\u2018relu\u2019"), "cleaned_characters"),
    "smart double quotes": (PLAIN.replace("'relu'", "\u201crelu\u201d"), "cleaned_characters"),
    "closed by a smart quote": (PLAIN.replace("'relu'", "'relu\u2019"), "cleaned_characters"),
    "full width": (PLAIN.translate({ord(c): ord(c) + 0xFEE0 for c in "()[],=648"}), "cleaned_characters"),
    "prompts": ("".join(f">>> {line}\n" if not line.startswith((" ", "]")) else f"... {line}\n"
                        for line in PLAIN.splitlines()) + "<Sequential name=sequential>\n>>> 3\n3 things\n", "cleaned_prompts"),
    "IPython": ("In [1]: import keras\n\nIn [2]: model = keras.Sequential([\n   ...:     keras.Input((8,)),\n"
                "   ...:     Dense(64, activation='relu')])\n", "cleaned_prompts"),
    "pip": (f"!pip install keras\n{PLAIN}", "cleaned_magics"),
    "magics": (f"%matplotlib inline\n{PLAIN}%%time\n", "cleaned_magics"),
    "help": (f"{PLAIN}keras.layers.Dense?\n", "cleaned_magics"),
    "a fence": (f"```python\n{PLAIN}```\n", "cleaned_magics"),
    "line numbers": ("".join(f"{n:>2}  {line}\n" for n, line in enumerate(PLAIN.splitlines(), 1)), "cleaned_line_numbers"),
    "line numbers with dots": ("".join(f"{n}. {line}\n" for n, line in enumerate(PLAIN.splitlines(), 8)),
                               "cleaned_line_numbers"),
    "an indentation": ("".join(f"    {line}\n" for line in PLAIN.splitlines()), "cleaned_indentation"),
    "tabs": (PLAIN + "if x:\n\ty = 1\n        y = 2\n", "cleaned_indentation"),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_cleaned_with_a_notice(name):
    source, code = COPIES[name]
    reading = from_python(source)
    assert reading.problems == ()
    assert reading.model == MODEL
    assert code in [notice.code for notice in reading.notices]
    assert reading.text.count("\n") == source.count("\n")
    assert clean(reading.text).text == reading.text


def test_several_kinds_at_once():
    reading = from_python("!pip install keras\n" + PLAIN.replace("'", "\u2019").replace("    ", "\u00a0\t"))
    assert (reading.problems, reading.model) == ((), MODEL)
    assert {notice.code for notice in reading.notices} == {"cleaned_characters", "cleaned_magics"}


def test_every_kind_has_an_example():
    assert {code for _, code in COPIES.values()} == set(CHANGES)


def test_code_that_python_can_read_is_not_touched():
    source = "text = '\u201c\u00a0\u201d'  # \u2018\u200b\u2019\nx = (7\n  %y)\n\tz = 1\n".replace("\t", "")
    assert clean(source).text == source
    assert clean(source).notices == ()


def test_texts_in_plain_quotes_and_comments_keep_their_characters():
    source = "a = '\u201cA\u201d'  # \u2018B\u2019\nb\u00a0= \"\"\"\u00a0\n\u201dC\"\"\"\nc = \u201cIt\u2019s\u00a0\u201d\n"
    assert clean(source).text == ("a = '\u201cA\u201d'  # \u2018B\u2019\nb = \"\"\"\u00a0\n\u201dC\"\"\"\n"
                                  "c = \"It\u2019s\u00a0\"\n")


def test_code_that_stays_wrong_keeps_its_text():
    source = "!pip install keras\nmodel = (\n"
    reading = from_python(source)
    assert reading.text == source
    assert [problem.code for problem in reading.problems] == ["syntax"]
    assert reading.problems[0].values["line"] == 2


@given(st.text(alphabet=st.sampled_from("a1 =()[]'\"#\n\t\\.>?!%`\u00a0\u201c\u201d\u2018\uff08\u200b\u3000"), max_size=60))
def test_cleaning_keeps_the_number_of_lines(source):
    cleaned = clean(source)
    assert cleaned.text.count("\n") == source.count("\n")
    assert (cleaned.tree is None) == (cleaned.error is not None)
