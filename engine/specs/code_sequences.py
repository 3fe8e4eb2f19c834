"""What loops in Keras code go over, read without running it."""

import ast
from collections.abc import Callable
from typing import Any

from engine.specs.code_values import MAX_ITEMS, Scope

SEQUENCES: dict[str, Callable[..., Any]] = {"enumerate": enumerate, "zip": zip, "reversed": reversed}
"""Functions of sequences that a loop may go over."""


def read_items(scope: Scope, node: ast.expr) -> list[Any]:
    """Read the values of a list literal, or of ``range``, ``enumerate``, ``zip`` or ``reversed`` of such values.

    Raises a ProblemError with line and column if the code would have to be run.
    """
    if not isinstance(node, ast.Call):
        value = scope.value(node)
        if not isinstance(value, list):
            raise scope.problem(node)
        return value
    name = node.func.id if isinstance(node.func, ast.Name) and node.func.id not in scope.names.bound else ""
    if node.keywords or (name != "range" and name not in SEQUENCES):
        raise scope.problem(node)
    if name == "range":
        return _range(scope, node)
    parts = [read_items(scope, argument) for argument in node.args]
    if not parts or (name != "zip" and len(parts) > 1):
        raise scope.problem(node)
    return [list(value) if isinstance(value, tuple) else value for value in SEQUENCES[name](*parts)]


def _range(scope: Scope, node: ast.Call) -> list[Any]:
    limits = [scope.value(argument) for argument in node.args]
    try:
        return list(range(*limits)[:MAX_ITEMS])
    except (TypeError, ValueError, OverflowError):
        raise scope.problem(node) from None
