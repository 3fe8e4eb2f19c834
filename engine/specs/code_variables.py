"""The variables of Keras code that is read without being run."""

import ast
from abc import ABC, abstractmethod
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Self, final

from engine import registry
from engine.errors import Problem, ProblemError, did_you_mean
from engine.specs.code_names import Names, root_name
from engine.specs.source_lines import SourceLines

INPUT_CLASSES = frozenset({"Input", "InputLayer"})
KINDS = ("cell", "activation", "initializer", "regularizer", "constraint", "schedule", "optimizer", "loss", "metric",
         "callback")


@final
@dataclass(frozen=True)
class Pending:
    """A call that is read after its assignment. names: in the call. values, calls: of these names at that time."""

    node: ast.Call
    names: set[str]
    values: dict[str, Any]
    calls: dict[str, ast.Call]


@dataclass
class Variables(ABC):
    """The variables that the code has assigned so far.

    lines: of the code. names: what names are bound to. values: plain values by variable. calls: unevaluated constructor
    calls by variable. lists: unevaluated items of lists by variable. visited: number of nodes visited so far.
    """

    lines: SourceLines
    names: Names = field(default_factory=Names)
    values: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, ast.Call] = field(default_factory=dict)
    lists: dict[str, list[ast.expr]] = field(default_factory=dict)
    visited: int = 0
    pending: dict[int, Pending] = field(default_factory=dict)

    @abstractmethod
    def value(self, node: ast.expr, kind: str | None = None) -> Any:
        """Read a plain value; raises a ProblemError with line and column if the code would have to be run."""

    def problem(self, node: ast.AST, code: str = "unknown_value", **values: Any) -> ProblemError:
        """Return the error for a node that cannot be read, with its location."""
        return ProblemError(Problem(("code",), code, {**self.lines.location(node), **values}))

    def unknown(self, node: ast.AST, *kinds: str) -> ProblemError:
        """Return the error for a name that is none of these kinds: the learner's own, or perhaps misspelt."""
        name = self.names.keras_name(node)
        if root_name(node) and not name:
            return self.problem(node, "own_name")
        candidates = [candidate for kind in kinds for candidate in registry.table(kind)]
        return self.problem(node, "unknown_code", hint=did_you_mean(name, candidates) if name else "")

    def forget(self, name: str) -> None:
        """Remove a variable whose value is no longer known."""
        for table in (self.values, self.calls, self.lists):
            table.pop(name, None)

    def bind_all(self, statement: ast.AST) -> None:
        """Bind the names that a statement may bind; their values are not known."""
        for name in self.names.bind_all(statement):
            self.forget(name)

    def copy(self) -> Self:
        """The variables inside a function that is called here."""
        return replace(self, names=Names(dict(self.names.bound)), values=dict(self.values), calls=dict(self.calls),
                       lists=dict(self.lists))

    def defer(self, node: ast.expr) -> ast.expr:
        """Return a copy of a call that is read later, with the variables as they are now."""
        if isinstance(node, ast.Name):
            return self.calls.get(node.id, node)
        if not isinstance(node, ast.Call) or id(node) in self.pending:
            return node
        call = copy(node)
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        values = {name: self.values[name] for name in names if name in self.values}
        calls = {name: self.calls[name] for name in names if name in self.calls}
        self.pending[id(call)] = Pending(call, names, values, calls)
        return call

    def assign(self, name: str, node: ast.expr) -> bool:
        """Store an assignment; False if its value cannot be read."""
        call = self.calls.get(node.id, node) if isinstance(node, ast.Name) else node
        items, values, call = self._assigned_items(node), self._assigned_values(call), self.defer(call)
        self.forget(name)
        self.names.bind_value(name, node)
        if isinstance(call, ast.Call):
            if self.is_constructor(call):
                self.calls[name] = call
            return name in self.calls
        if items is not None:
            self.lists[name] = items
        elif values:
            self.values[name] = values[0]
        elif isinstance(node, ast.ListComp | ast.BinOp):
            self.lists[name] = [ast.copy_location(ast.Starred(node, ast.Load()), node)]
        else:
            return bool(self.names.bound[name])
        return True

    def _assigned_items(self, node: ast.expr) -> list[ast.expr] | None:
        """The items of a list that is empty or has objects, which are read where it is used; None for other values."""
        if isinstance(node, ast.Name):
            return self.lists.get(node.id)
        if not isinstance(node, ast.List) or (node.elts and not any(map(self._is_object, node.elts))):
            return None
        return [*map(self.defer, node.elts)]

    def _assigned_values(self, node: ast.expr) -> list[Any]:
        """The plain value of an expression, alone in a list; an empty list if it cannot be read."""
        try:
            return [] if isinstance(node, ast.Call) else [self.value(node)]
        except ProblemError:
            return []

    def set_value(self, name: str, value: Any) -> None:
        """Bind a variable to a plain value."""
        self.forget(name)
        self.names.bind(name)
        self.values[name] = value

    def _is_object(self, node: ast.expr) -> bool:
        """Whether an item of a list is an object, which is read where the list is used."""
        return isinstance(node, ast.Call | ast.Starred) or (isinstance(node, ast.Name) and node.id in self.calls)

    def is_constructor(self, call: ast.Call) -> bool:
        """Whether a call makes an object of Keras that can be read."""
        name = self.names.keras_name(call.func)
        return name in INPUT_CLASSES or any(name in registry.table(kind) for kind in ("layer", *KINDS))
