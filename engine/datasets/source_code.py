"""Show the code of a function to learners: the body of the function that the engine itself runs, as a script.

A printable function takes literals, and arrays that the script has assigned before; it uses only ``np``, and has one
``return``, at its end. Its script assigns the literals, one a line, followed by the body without docstring and return::

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


def to_script(function: Printable, **literals: float) -> str:
    """The function as a script: assignments of the literals, in the order of its parameters, then its body.

    literals: values of parameters, by name. The script has no imports.
    """
    order = [name for name in inspect.signature(function).parameters if name in literals]
    assignments = "\n".join(f"{name} = {literals[name]!r}" for name in order)
    return f"{assignments}\n\n{_body(function)}" if assignments else _body(function)


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
