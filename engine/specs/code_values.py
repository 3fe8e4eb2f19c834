"""Values in Keras code, read from its syntax tree without running it."""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, final

from engine import registry
from engine.hyperparameters import hyperparameters
from engine.problems import Problem, ProblemError, fail
from engine.specs.canonical import canonical_config
from engine.specs.objects import RESOLVED, ObjectSpec

OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
MAX_DEPTH = 20
MAX_MAGNITUDE = 1e18
KINDS = ("activation", "initializer", "regularizer", "constraint", "schedule", "optimizer", "loss", "metric")


def place(source: str, node: ast.AST) -> dict[str, Any]:
    """Line, column (in characters, from 1) and the text of a node. ``ast`` counts columns in UTF-8 bytes."""
    line = getattr(node, "lineno", 1)
    text = source.splitlines()[line - 1] if source else ""
    column = len(text.encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore")) + 1
    code = ast.get_source_segment(source, node) or ""
    return {"line": line, "column": column, "code": code.split("\n")[0][:80]}


def not_understood(source: str, node: ast.AST, code: str = "unknown_code") -> Problem:
    """The problem that says where something is that cannot be read."""
    return Problem(("code",), code, place(source, node))


@final
@dataclass
class Scope:
    """The names that a piece of code has given to values so far."""

    source: str
    names: dict[str, ast.expr] = field(default_factory=dict)
    depth: int = 0

    def value(self, node: ast.expr) -> Any:
        """A plain value; raises a ProblemError with line and column where running would be needed."""
        if self.depth > MAX_DEPTH:
            raise ProblemError(not_understood(self.source, node, "unknown_value"))
        self.depth += 1
        try:
            return self._value(node)
        finally:
            self.depth -= 1

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | bool | None):
            return node.value
        if isinstance(node, ast.Tuple | ast.List):
            return [self.value(item) for item in node.elts]
        if isinstance(node, ast.Dict) and all(node.keys):
            return {self.value(k): self.value(v) for k, v in zip(node.keys, node.values, strict=True) if k}
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._number(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return self._calculated(node)
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.value(self.names[node.id])
        if isinstance(node, ast.Call):
            return self.nested(node).to_json()
        if isinstance(node, ast.Name | ast.Attribute):
            return registry.identifier(self._class(node)[1])
        raise ProblemError(not_understood(self.source, node, "unknown_value"))

    def _number(self, node: ast.expr) -> Any:
        value = self.value(node)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ProblemError(not_understood(self.source, node, "unknown_value"))
        return value

    def _calculated(self, node: ast.BinOp) -> Any:
        try:
            result = OPERATORS[type(node.op)](self._number(node.left), self._number(node.right))
        except ZeroDivisionError:
            result = None
        if result is None or abs(result) > MAX_MAGNITUDE:
            raise ProblemError(not_understood(self.source, node, "unknown_value"))
        return result

    def _class(self, node: ast.expr) -> tuple[str, type[Any]]:
        name = last_name(node)
        for kind in KINDS:
            if name in registry.table(kind):
                return kind, registry.lookup(kind, name)
        raise ProblemError(not_understood(self.source, node, "unknown_value"))

    def nested(self, node: ast.Call) -> ObjectSpec:
        """An object made inside an argument, such as ``regularizers.l2(0.01)``."""
        kind, _ = self._class(node.func)
        return self.object(kind, node)

    def object(self, kind: str, node: ast.expr) -> ObjectSpec:
        """An optimizer, loss, metric or layer: a string, a name given before, or a call."""
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.object(kind, self.names[node.id])
        if not isinstance(node, ast.Call):
            name = self.value(node) if isinstance(node, ast.Constant) else last_name(node)
            found = None if kind == "metric" and name in RESOLVED else registry.table(kind).get(str(name))
            return ObjectSpec(str(name) if found is None else found.__name__)
        name = last_name(node.func)
        cls = registry.table(kind).get(name)
        if cls is None:
            where = place(self.source, node)
            raise fail("unknown_code", "code", **{**where, "code": name})
        return ObjectSpec(cls.__name__, canonical_config(cls, cls.accept(self.arguments(cls, node))))

    def arguments(self, cls: type[Any], node: ast.Call) -> dict[str, Any]:
        """The arguments of a call by name."""
        known = list(hyperparameters(cls))
        if len(node.args) > len(known) or any(k.arg is None for k in node.keywords):
            raise ProblemError(not_understood(self.source, node))
        given = dict(zip(known, [self.value(a) for a in node.args], strict=False))
        return {**given, **{str(k.arg): self.value(k.value) for k in node.keywords}}


def last_name(node: ast.expr) -> str:
    """``Dense`` of ``tf.keras.layers.Dense``; empty for what is no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


