"""Values in Keras code, read from its syntax tree without running it."""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from engine import registry
from engine.errors import Problem, ProblemError
from engine.hyperparameters import hyperparameters, range_of
from engine.layers.activation_layer import ActivationLayer
from engine.layers.lambda_arguments import FUNCTION_NAMES, BackendFunction
from engine.serialization import short_config
from engine.specs.canonical import canonical_config
from engine.specs.code_variables import KINDS, Variables
from engine.specs.inspection import make
from engine.specs.objects import RESOLVED, ObjectSpec

OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}
MAX_DEPTH = 20
MAX_ITEMS = 10_000
MAX_VISITED_NODES = 50_000
"""Limit of expression nodes visited in one source: variables that refer to variables can multiply them."""
MAX_MAGNITUDE = 1e18
SHAPE_ARGUMENTS = frozenset({"input_shape", "input_dim", "batch_input_shape", "shape", "batch_shape", "input_length"})
"""Arguments for the shape of the data. If one cannot be read, it is skipped: the data set's shape is used."""


def spec_by_name(kind: str, name: str) -> ObjectSpec:
    """Return the spec for a string identifier; an unknown string becomes the class name.

    The alias of a metric, such as ``mse``, is kept as ``name``, since it is the key in the logs.
    """
    cls = None if kind == "metric" and name in RESOLVED else registry.table(kind).get(name)
    if cls is None:
        return ObjectSpec(name)
    is_default_name = kind != "metric" or name == registry.identifier(cls)
    return ObjectSpec(cls.__name__, {} if is_default_name else {"name": name})


def count_values(value: Any) -> int:
    """Count the values in a nested value; stops just above MAX_ITEMS."""
    stack, count = [value], 0
    while stack and count <= MAX_ITEMS:
        top = stack.pop()
        count += 1
        stack.extend(top.values() if isinstance(top, dict) else top if isinstance(top, list) else ())
    return count


@final
@dataclass
class Scope(Variables):
    """Reads values with the variables that the code has assigned so far."""

    def value(self, node: ast.expr, kind: str | None = None) -> Any:
        """Read a plain value; raises a ProblemError with line and column if the code would have to be run.

        kind: the registered kind of a name or call, if the argument determines it.
        """
        value = self._value(node, kind, 0)
        if count_values(value) > MAX_ITEMS:
            raise self.problem(node)
        return value

    def _value(self, node: ast.expr, kind: str | None, depth: int) -> Any:
        self.visited += 1
        if depth > MAX_DEPTH or self.visited > MAX_VISITED_NODES:
            raise self.problem(node)
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None):
                value: Any = node.value
            case ast.Tuple(elts=items) | ast.List(elts=items):
                value = [self._value(item, kind, depth + 1) for item in items]
            case ast.Dict(keys=keys, values=values):
                value = {self._text(k): self._value(v, None, depth + 1) for k, v in zip(keys, values, strict=True)}
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = -self._number(operand, depth)
            case ast.BinOp():
                value = self._evaluate_arithmetic(node, depth)
            case ast.Name(id=name) if name in self.values:
                value = self.values[name]
            case ast.Name(id=name) if name in self.lists:
                value = [self._value(item, kind, depth + 1) for item in self.lists[name]]
            case ast.Name(id=name) if name in self.calls:
                value = self._value(self.calls[name], kind, depth + 1)
            case ast.Call() | ast.Lambda():
                value = self._object(node, kind, depth + 1)
            case ast.Name() | ast.Attribute():
                value = self._function(node, kind)
            case _:
                raise self.problem(node)
        return value

    def _function(self, node: ast.Name | ast.Attribute, kind: str | None) -> str:
        """Read a class or function of Keras as its identifier."""
        name = self.names.keras_name(node)
        if kind == BackendFunction.kind and isinstance(node, ast.Attribute) and name in FUNCTION_NAMES:
            return name
        return registry.identifier(registry.lookup(self._kind(node, kind), name))

    def _object(self, node: ast.Call | ast.Lambda, kind: str | None, depth: int) -> Any:
        """Read an argument that is an object; ``lambda x: elu(x, alpha=0.5)`` is an activation with a setting."""
        match node:
            case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=name)]),
                            body=ast.Call(args=[ast.Name(id=of), *rest]) as body) if name == of:
                without_x = ast.copy_location(ast.Call(body.func, rest, body.keywords), body)
                return self.read_call("activation", without_x, depth).to_json()
            case ast.Call() if kind == "activation" and self.names.keras_name(node.func) in registry.table("layer"):
                return self._activation_from_layer(node, depth)
            case ast.Call():
                return self.read_call(self._kind(node.func, kind), node, depth).to_json()
        raise self.problem(node)

    def _activation_from_layer(self, node: ast.Call, depth: int) -> Any:
        """Read an activation layer passed as an activation: ``activation=LeakyReLU(0.3)``."""
        try:
            layer = make("layer", self.read_call("layer", node, depth))
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

    def _evaluate_arithmetic(self, node: ast.BinOp, depth: int) -> Any:
        left, right = self._number(node.left, depth), self._number(node.right, depth)
        try:
            result = OPERATORS[type(node.op)](left, right)
        except (KeyError, ArithmeticError):
            raise self.problem(node) from None
        if not abs(result) <= MAX_MAGNITUDE:
            raise self.problem(node)
        return result

    def _kind(self, node: ast.expr, expected: str | None) -> str:
        """The registered kind of the class that a node names."""
        name = self.names.keras_name(node)
        for kind in (expected, *KINDS):
            if kind in registry.PACKAGES and name in registry.table(kind):
                return kind
        raise self.unknown(node, expected) if expected in registry.PACKAGES else self.problem(node)

    def object(self, kind: str, node: ast.expr) -> ObjectSpec:
        """Read an optimizer, loss, metric or layer: a string, a name, or a call."""
        if isinstance(node, ast.Name) and node.id in self.calls:
            node = self.calls[node.id]
        if isinstance(node, ast.Call):
            return self.read_call(kind, node)
        if isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id in self.values):
            name = self.value(node)
            if isinstance(name, str):
                return spec_by_name(kind, name)
        elif self.names.keras_name(node) in registry.table(kind):
            return spec_by_name(kind, self.names.keras_name(node))
        raise self.unknown(node, kind)

    def read_call(self, kind: str, node: ast.Call, depth: int = 0) -> ObjectSpec:
        """Read a constructor call, with the variables as they were where it was assigned."""
        pending = self.pending.get(id(node))
        if pending is None:
            return self._read_call(kind, node, depth)
        values, calls = self.values, self.calls
        self.values = {**{n: v for n, v in values.items() if n not in pending.names}, **pending.values}
        self.calls = {**{n: v for n, v in calls.items() if n not in pending.names}, **pending.calls}
        try:
            return self._read_call(kind, node, depth)
        finally:
            self.values, self.calls = values, calls

    def _read_call(self, kind: str, node: ast.Call, depth: int) -> ObjectSpec:
        cls = registry.table(kind).get(self.names.keras_name(node.func))
        if cls is None:
            raise self.unknown(node.func, kind)
        arguments = self.arguments(cls, node, depth)
        try:
            config = canonical_config(cls, cls.accept(arguments))
        except ProblemError as error:
            values = {**self.lines.location(node), **error.problem.values}
            raise ProblemError(Problem(("code",), error.problem.code, values)) from None
        if kind == "metric" and not config and registry.snake_case(cls.__name__) != registry.identifier(cls):
            config = {"name": registry.snake_case(cls.__name__)}  # an empty config would mean the string identifier
        return ObjectSpec(cls.__name__, config)

    def arguments(self, cls: type[Any], node: ast.Call, depth: int = 0) -> dict[str, Any]:
        """Read the arguments of a call, by name."""
        fields_by_name = hyperparameters(cls)
        if len(node.args) > len(fields_by_name) or any(k.arg is None for k in node.keywords):
            raise self.problem(node, "unknown_code")
        positional_nodes = dict(zip(fields_by_name, node.args, strict=False))
        named_nodes = {**positional_nodes, **{str(k.arg): k.value for k in node.keywords}}
        arguments = {}
        for name, value in named_nodes.items():
            kind = getattr(range_of(fields_by_name[name]), "kind", None) if name in fields_by_name else None
            try:
                arguments[name] = self._value(value, kind, depth + 1)
            except ProblemError:
                if name not in SHAPE_ARGUMENTS:
                    raise
        return arguments
