"""Code that the notebook prints for a learner is the body of the very function that the engine runs: one truth.

A printable function takes literal arguments (and arrays that are there already), uses nothing but ``np``, and ends with
its only ``return``. Printed, it is its literals, one a line, then its body without docstring and return::

    n = 200
    noise = 0.1
    seed = 42

    rng = np.random.default_rng(seed)
    …

and :func:`literals_of` reads the literals back from such code, so that code a learner edited is known again.
"""

import ast
import inspect
from collections.abc import Callable, Sequence
from functools import cache
from textwrap import dedent
from typing import Any

Printable = Callable[..., Any]


@cache
def body_of(function: Printable) -> tuple[str, tuple[str, ...]]:
    """The source of a printable function's body, and the same as dumped statements to compare with."""
    source = dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    statements = [s for s in definition.body[:-1] if not _is_docstring(s)]
    assert isinstance(definition.body[-1], ast.Return)
    lines = source.splitlines()[statements[0].lineno - 1 : statements[-1].end_lineno]
    return dedent("\n".join(lines)), tuple(_dump(s) for s in statements)


def code_of(function: Printable, **literals: float) -> str:
    """The function as a script: its literals in the order of its signature, its body; no import, no last newline."""
    order = [name for name in inspect.signature(function).parameters if name in literals]
    given = "\n".join(f"{name} = {literals[name]!r}" for name in order)
    body, _ = body_of(function)
    return f"{given}\n\n{body}" if given else body


def literals_of(
    statements: Sequence[ast.stmt], function: Printable, names: Sequence[str]
) -> tuple[dict[str, Any], int] | None:
    """What :func:`code_of` printed, read back from the first of these statements.

    Returns the literals by name with the number of statements that they and the body take, or None if the code is
    another one.
    """
    _, body = body_of(function)
    count = len(names) + len(body)
    if len(statements) < count or tuple(_dump(s) for s in statements[len(names) : count]) != body:
        return None
    found = dict(_literal(statement) for statement in statements[: len(names)])
    return (found, count) if list(found) == list(names) else None


def _dump(statement: ast.stmt) -> str:
    try:
        return ast.dump(statement)
    except RecursionError:  # a very long sum nests deeply
        return ""


def _literal(statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            try:
                return name, ast.literal_eval(value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                return "", None
    return "", None


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
