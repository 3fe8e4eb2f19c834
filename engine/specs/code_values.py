"""Values in Keras code, read from its syntax tree without running it."""

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, final

from engine import registry
from engine.errors import Problem, ProblemError
from engine.hyperparameters import hyperparameters, range_of
from engine.layers.activation_layer import ActivationLayer
from engine.layers.lambda_arguments import FUNCTION_NAMES, BackendFunction
from engine.serialization import short_config
from engine.specs.canonical import canonical_config
from engine.specs.inspection import make
from engine.specs.objects import RESOLVED, ObjectSpec

OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}
MAX_DEPTH = 20
MAX_ITEMS = 10_000
MAX_LOOKS = 50_000
"""Parts of expressions that are looked at in one piece of code: names that stand for names would multiply them."""
MAX_MAGNITUDE = 1e18
KINDS = ("cell", "activation", "initializer", "regularizer", "constraint", "schedule", "optimizer", "loss", "metric")
SHAPES = frozenset({"input_shape", "input_dim", "batch_input_shape", "shape", "batch_shape", "input_length"})
"""Arguments that say the shape of the data. Where they cannot be read, the data decides."""


def place(source: str, node: ast.AST) -> dict[str, Any]:
    """Line, column (in characters, from 1) and the text of a node. ``ast`` counts columns in UTF-8 bytes."""
    number = getattr(node, "lineno", 1)
    lines = re.split(r"\r\n|\r|\n", source)  # as Python counts them; splitlines knows more line ends
    column = len(lines[number - 1].encode()[: getattr(node, "col_offset", 0)].decode(errors="ignore")) + 1
    code = ast.get_source_segment(source, node) or ""
    return {"line": number, "column": column, "code": code.split("\n")[0][:80]}


def last_name(node: ast.expr) -> str:
    """``Dense`` of ``tf.keras.layers.Dense``; empty for what is no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def named(kind: str, name: str) -> ObjectSpec:
    """What a string stands for. A metric keeps the string as its name in the logs; an unknown one stays as it is."""
    cls = None if kind == "metric" and name in RESOLVED else registry.table(kind).get(name)
    if cls is None:
        return ObjectSpec(name)
    own = kind != "metric" or name == registry.identifier(cls)
    return ObjectSpec(cls.__name__, {} if own else {"name": name})


def items_in(value: Any) -> int:
    """How many values a nested value holds; counting ends beyond the limit."""
    waiting, count = [value], 0
    while waiting and count <= MAX_ITEMS:
        top = waiting.pop()
        count += 1
        waiting.extend(top.values() if isinstance(top, dict) else top if isinstance(top, list) else ())
    return count


@final
@dataclass
class Scope:
    """What a piece of code has named so far. values: plain ones. calls: objects, as they are made."""

    source: str
    values: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, ast.Call] = field(default_factory=dict)
    looks: int = 0

    def problem(self, node: ast.AST, code: str = "unknown_value") -> ProblemError:
        """The error that says where something is that cannot be read."""
        return ProblemError(Problem(("code",), code, place(self.source, node)))

    def forget(self, name: str) -> None:
        """The name now stands for something that cannot be known."""
        self.values.pop(name, None)
        self.calls.pop(name, None)

    def assign(self, name: str, node: ast.expr) -> bool:
        """Remember what a name stands for; whether that can be known."""
        self.forget(name)
        if isinstance(node, ast.Call):
            if any(last_name(node.func) in registry.table(kind) for kind in ("layer", *KINDS)):
                self.calls[name] = node
                return True
            return False
        try:
            self.values[name] = self.value(node)
        except ProblemError:
            return False
        return True

    def value(self, node: ast.expr, kind: str | None = None) -> Any:
        """A plain value; raises a ProblemError with line and column where running would be needed.

        kind: what a name or a call stands for, where the argument says it.
        """
        found = self._value(node, kind, 0)
        if items_in(found) > MAX_ITEMS:
            raise self.problem(node)
        return found

    def _value(self, node: ast.expr, kind: str | None, depth: int) -> Any:
        self.looks += 1
        if depth > MAX_DEPTH or self.looks > MAX_LOOKS:
            raise self.problem(node)
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None):
                found: Any = node.value
            case ast.Tuple(elts=items) | ast.List(elts=items):
                found = [self._value(item, kind, depth + 1) for item in items]
            case ast.Dict(keys=keys, values=values):
                found = {self._text(k): self._value(v, None, depth + 1) for k, v in zip(keys, values, strict=True)}
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                found = -self._number(operand, depth)
            case ast.BinOp():
                found = self._calculated(node, depth)
            case ast.Name(id=name) if name in self.values:
                found = self.values[name]
            case ast.Call() | ast.Lambda():
                found = self._object(node, kind, depth + 1)
            case ast.Name(id=name) if name in self.calls:
                found = self._value(self.calls[name], kind, depth + 1)
            case ast.Attribute(attr=name) if kind == BackendFunction.kind and name in FUNCTION_NAMES:
                found = name
            case ast.Name() | ast.Attribute():
                found = registry.identifier(registry.lookup(self._kind(node, kind), last_name(node)))
            case _:
                raise self.problem(node)
        return found

    def _object(self, node: ast.Call | ast.Lambda, kind: str | None, depth: int) -> Any:
        """An object inside an argument; ``lambda x: elu(x, alpha=0.5)`` is an activation with an argument."""
        match node:
            case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=name)]),
                            body=ast.Call(args=[ast.Name(id=of), *rest]) as body) if name == of:
                without_x = ast.copy_location(ast.Call(body.func, rest, body.keywords), body)
                return self.made("activation", without_x, depth).to_json()
            case ast.Call() if kind == "activation" and last_name(node.func) in registry.table("layer"):
                return self._activation_of(node, depth)
            case ast.Call():
                return self.made(self._kind(node.func, kind), node, depth).to_json()
        raise self.problem(node)

    def _activation_of(self, node: ast.Call, depth: int) -> Any:
        """A layer that is nothing but an activation, where one is asked for: ``activation=LeakyReLU(0.3)``."""
        try:
            layer = make("layer", self.made("layer", node, depth))
        except ProblemError:
            layer = None
        if not isinstance(layer, ActivationLayer):
            raise self.problem(node)
        return short_config("activation", layer.activation)

    def _text(self, node: ast.expr | None) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        raise self.problem(node or ast.Constant(None))

    def _number(self, node: ast.expr, depth: int) -> Any:
        value = self._value(node, None, depth + 1)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.problem(node)
        return value

    def _calculated(self, node: ast.BinOp, depth: int) -> Any:
        left, right = self._number(node.left, depth), self._number(node.right, depth)
        try:
            result = OPERATORS[type(node.op)](left, right)
        except (KeyError, ArithmeticError):
            raise self.problem(node) from None
        if not abs(result) <= MAX_MAGNITUDE:
            raise self.problem(node)
        return result

    def _kind(self, node: ast.expr, expected: str | None) -> str:
        """Of which kind the class is that is named here."""
        for kind in (expected, *KINDS):
            if kind is not None and last_name(node) in registry.table(kind):
                return kind
        raise self.problem(node)

    def object(self, kind: str, node: ast.expr) -> ObjectSpec:
        """An optimizer, loss, metric or layer: a string, a name, or a call."""
        if isinstance(node, ast.Name) and node.id in self.calls:
            node = self.calls[node.id]
        if isinstance(node, ast.Call):
            return self.made(kind, node)
        if isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in self.values):
            name = self.value(node)
            if isinstance(name, str):
                return named(kind, name)
        elif last_name(node) in registry.table(kind):
            return named(kind, last_name(node))
        raise self.problem(node, "unknown_code")

    def made(self, kind: str, node: ast.Call, depth: int = 0) -> ObjectSpec:
        """The object that a call makes."""
        cls = registry.table(kind).get(last_name(node.func))
        if cls is None:
            raise self.problem(node.func, "unknown_code")
        given = self.arguments(cls, node, depth)
        try:
            config = canonical_config(cls, cls.accept(given))
        except ProblemError as error:
            where = place(self.source, node)
            raise ProblemError(Problem(("code",), error.problem.code, {**where, **error.problem.values})) from None
        if kind == "metric" and not config and registry.snake_case(cls.__name__) != registry.identifier(cls):
            config = {"name": registry.snake_case(cls.__name__)}  # without arguments the string is meant
        return ObjectSpec(cls.__name__, config)

    def arguments(self, cls: type[Any], node: ast.Call, depth: int = 0) -> dict[str, Any]:
        """The arguments of a call by name."""
        known = hyperparameters(cls)
        if len(node.args) > len(known) or any(k.arg is None for k in node.keywords):
            raise self.problem(node, "unknown_code")
        named_nodes = {**dict(zip(known, node.args, strict=False)), **{str(k.arg): k.value for k in node.keywords}}
        given = {}
        for name, value in named_nodes.items():
            kind = getattr(range_of(known[name]), "kind", None) if name in known else None
            try:
                given[name] = self._value(value, kind, depth + 1)
            except ProblemError:
                if name not in SHAPES:
                    raise
        return given
