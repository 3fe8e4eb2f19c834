"""Code that the notebook prints for a learner is the body of the very function that the engine runs: one truth.

A printable function takes literal arguments (and arrays that are there already), uses nothing but ``np``, and ends with
its only ``return``. Printed, it is its literals, one a line, then its body without docstring and return::

    n = 200
    noise = 0.1
    seed = 42

    rng = np.random.default_rng(seed)
    …
"""

import ast
import inspect
from collections.abc import Callable
from functools import cache
from textwrap import dedent
from typing import Any

Printable = Callable[..., Any]


def code_of(function: Printable, **literals: float) -> str:
    """The function as a script: its literals in the order of its signature, its body; no import, no last newline."""
    order = [name for name in inspect.signature(function).parameters if name in literals]
    given = "\n".join(f"{name} = {literals[name]!r}" for name in order)
    return f"{given}\n\n{_body(function)}" if given else _body(function)


@cache
def _body(function: Printable) -> str:
    source = dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    assert isinstance(definition.body[-1], ast.Return)
    statements = [s for s in definition.body[:-1] if not _is_docstring(s)]
    return dedent("\n".join(source.splitlines()[statements[0].lineno - 1 : statements[-1].end_lineno]))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
