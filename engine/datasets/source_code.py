"""Show the code of a function to learners: the body of the function that the engine itself runs, as a script.

A printable function takes literals, and arrays that the script has assigned before; it uses only ``np`` and ``pd``, and
has one ``return``, at its end, of the names that it assigns. Its script assigns the literals, one a line, followed by
the body without docstring and return::

    n = 200
    noise = 0.1
    seed = 42

    rng = np.random.default_rng(seed)
    …
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pprint import pformat
from textwrap import dedent
from typing import Any, final

Printable = Callable[..., Any]

LONGEST_LITERAL = 100
"""Letters of a literal in one line."""


@final
@dataclass(frozen=True)
class Step:
    """A printable function with its literals; its other arguments are what the steps before it assigned."""

    function: Printable
    literals: Mapping[str, Any] = field(default_factory=dict)


def run_steps(steps: Iterable[Step], **variables: Any) -> dict[str, Any]:
    """Run the steps one after the other and return all that they assigned, as their script would.

    variables: what is assigned before; it goes before the literals of the same name.
    """
    results: dict[str, Any] = {}
    for step in steps:
        results |= step.literals
        results |= variables
        parameters = inspect.signature(step.function).parameters
        values = step.function(**{name: results[name] for name in parameters})
        names = _returned_names(step.function)
        variables = {name: value for name, value in variables.items() if name not in names}
        results |= dict(zip(names, values, strict=True)) if len(names) > 1 else {names[0]: values}
    return results


def script_of(steps: Iterable[Step]) -> str:
    """The steps as a script; a literal that is still assigned is not repeated."""
    assigned: dict[str, Any] = {}
    parts = []
    for step in steps:
        new = {name: value for name, value in step.literals.items() if name not in assigned or assigned[name] != value}
        assigned |= new
        parts.append(to_script(step.function, **new))
        for name in _returned_names(step.function):
            assigned.pop(name, None)
    return "\n\n".join(parts)


def to_script(function: Printable, **literals: Any) -> str:
    """The function as a script: assignments of the literals, in the order of its parameters, then its body.

    literals: values of parameters, by name. The script has no imports.
    """
    order = [name for name in inspect.signature(function).parameters if name in literals]
    assignments = "\n".join(f"{name} = {_literal(literals[name])}" for name in order)
    return f"{assignments}\n\n{_body(function)}" if assignments else _body(function)


def _literal(value: Any) -> str:
    """The ``repr`` of a value, over several lines if it is long."""
    return repr(value) if len(repr(value)) <= LONGEST_LITERAL else pformat(value, width=LONGEST_LITERAL, compact=True,
                                                                           sort_dicts=False)


@cache
def _definition(function: Printable) -> tuple[str, ast.FunctionDef]:
    source = dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    return source, definition


@cache
def _body(function: Printable) -> str:
    source, definition = _definition(function)
    assert isinstance(definition.body[-1], ast.Return)
    statements = [s for s in definition.body[:-1] if not _is_docstring(s)]
    return dedent("\n".join(source.splitlines()[statements[0].lineno - 1 : statements[-1].end_lineno]))


@cache
def _returned_names(function: Printable) -> tuple[str, ...]:
    """The names that its ``return`` gives, in order."""
    last = _definition(function)[1].body[-1]
    assert isinstance(last, ast.Return)
    values = last.value.elts if isinstance(last.value, ast.Tuple) else [last.value]
    return tuple(value.id for value in values if isinstance(value, ast.Name))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
