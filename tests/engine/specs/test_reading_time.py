"""Reading takes time in proportion to the length of the code, whatever the code is like."""

from time import process_time

import pytest

from engine.errors import MAX_CLOSE_NAME, did_you_mean
from engine.limits import MAX_INPUT
from engine.specs.from_python import from_python

LENGTH = 90_000
SECONDS = 8.0
"""Bound of a slow machine that runs several tests; a quadratic reader took 14 to 120 s."""


def repeated(line, head=""):
    return head + line * ((LENGTH - len(head)) // len(line))


MODEL = "model = Sequential()\n"
CODES = {
    "chained calls": repeated("model" + ".f()" * 300 + "\n", MODEL),
    "one chain of calls": "x = a" + ".f()" * (LENGTH // 4),
    "chained adds": repeated("model" + ".add(Dense(3))" * 60 + "\n", MODEL),
    "chained attributes": repeated("x = a" + ".b" * 300 + "\n"),
    "long sums": repeated("x = 1" + " + 1" * 150 + "\n"),
    "one long sum": "model = Sequential([Dense(1" + "+1" * (LENGTH // 2) + ")])",
    "many names": "\n".join(f"v{i} = f" for i in range(LENGTH // 9)),
    "names of names": "\n".join(f"v{i} = v{i - 1}" for i in range(LENGTH // 15)),
    "many statements in one line": repeated("x = f(가); ", "y = 1; ")[:-2],
    "a long list": "x = [" + "1," * (LENGTH // 2) + "]",
    "deep brackets": repeated("x = " + "(" * 90 + "1" + ")" * 90 + "\n"),
    "a long name": "model = Sequential([" + "D" * LENGTH + "(3)])",
    "a long string": "model = Sequential([Dense(3, activation='" + "r" * LENGTH + "')])",
    "a long module": "x = layers." + "D" * LENGTH,
    "many problems": repeated("model.add(Foo(3))\n", MODEL),
    "many unknown names": repeated("model.compile('sgd', foo)\n", MODEL),
    "many layers": repeated("model.add(Dense(3))\n", MODEL),
    "nested loops": "n = 0\n" + "".join(" " * i + f"for a{i} in range(1000):\n" for i in range(40))
                    + repeated(" " * 40 + "model.add(Foo(1))\n")[: LENGTH // 2],
    "a loop over much code": f"{MODEL}for i in range(1000):\n    if i < 0:\n" + repeated("        model.add(Dense(1))\n"),
    "functions that call themselves": "def f():\n    model = Sequential()\n    f()\n    f()\nf()\n" * 1_000,
    "many functions": repeated("def f(): model.fit()\nf()\n", MODEL),
    "calls of a long function": "def f():\n" + repeated("    x = g(1)\n")[: LENGTH // 2] + "f()\n" * (LENGTH // 8),
    "comparisons": "x = " + "1 < " * (LENGTH // 4) + "2",
    "typographic quotes": repeated("\u201ca\u201d, 'b\u2019, \u2018c\n"),
    "quotes that are never closed": "\u201c" * LENGTH,
    "prompts": repeated(">>> x = 1\n1\n"),
    "magics": repeated("!pip install x\n"),
    "numbers": "\n".join(f"{i} x = 1" for i in range(LENGTH // 12)),
    "backslashes": "\u201c'" + "\\" * LENGTH,
    "spaces": " " * LENGTH + "?x",
}


@pytest.mark.parametrize("name", CODES)
def test_reading_is_linear(name):
    code = CODES[name][:MAX_INPUT]
    begin = process_time()
    from_python(code)
    assert process_time() - begin < SECONDS


def test_close_names_are_looked_for_among_short_names_only():
    begin = process_time()
    assert did_you_mean("Dens" * LENGTH, ["Dense"]) == ""
    assert did_you_mean("Dens", ["Dense" * LENGTH, "Dense"]) == " Did you mean 'Dense'?"
    assert process_time() - begin < 1
    assert did_you_mean("D" * MAX_CLOSE_NAME, ["D" * (MAX_CLOSE_NAME - 1)])
