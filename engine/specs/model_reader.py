"""Read the layers of Keras code into a stack, with the places that they come from."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, final

from engine.errors import ProblemError, fail
from engine.limits import MAX_LAYERS
from engine.specs.code_sequences import read_items
from engine.specs.code_values import MAX_DEPTH, Scope
from engine.specs.code_variables import INPUT_CLASSES
from engine.specs.objects import ModelSpec, ObjectSpec
from engine.specs.parsed_code import LayerOrigin

INPUT_ARGUMENTS = ("shape", "batch_size", "dtype", "sparse", "ragged", "batch_shape")
"""First arguments of ``keras.Input`` and ``InputLayer``, by position."""
MAX_ITERATIONS = 1_000


@final
@dataclass
class ModelStack:
    """A model that the code builds. constructor: the call of Sequential; last: the statement that changed it last."""

    constructor: ast.Call | None = None
    last: ast.stmt | None = None
    layers: list[ObjectSpec] = field(default_factory=list)
    origins: list[LayerOrigin] = field(default_factory=list)
    input: ast.Call | None = None
    input_shape: tuple[int | None, ...] | None = None
    batch_size: int | None = None

    def spec(self) -> ModelSpec:
        return ModelSpec(tuple(self.layers), self.input_shape, self.batch_size)

    def shared_origins(self) -> list[LayerOrigin]:
        """The origins, each with whether its code makes more than one layer."""
        counts = Counter(at for origin in self.origins for at in {_position(origin.call), _position(origin.item)})
        return [LayerOrigin(o.call, o.item, o.in_list, max(counts[_position(o.call)], counts[_position(o.item)]) > 1)
                for o in self.origins]


@final
class ModelReader:
    """Adds layers to a stack, reading them in a scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def read_list(self, stack: ModelStack, call: ast.Call) -> None:
        """Read the layers in a call of Sequential."""
        lists = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "layers")]
        for keyword in call.keywords:
            if keyword.arg not in ("layers", "name"):
                raise self.scope.problem(keyword.value, "unknown_code")
        if not lists or (isinstance(lists[0], ast.Constant) and lists[0].value is None):
            return
        for item, node in self._items(lists[0], 0):
            self.add(stack, node, item, in_list=True)

    def _items(self, node: ast.expr, depth: int) -> Iterator[tuple[ast.expr, ast.expr]]:
        """Pairs of the item of the list and the layer in it; a comprehension has its variable bound meanwhile."""
        if depth > MAX_DEPTH:
            raise self.scope.problem(node)
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                for element in elements:
                    yield from self._element(element, depth + 1)
            case ast.Name(id=name) if name in self.scope.lists:
                for element in self.scope.lists[name]:
                    yield from self._element(element, depth + 1)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self._items(left, depth + 1)
                yield from self._items(right, depth + 1)
            case ast.ListComp(elt=element, generators=[ast.comprehension(ifs=[]) as loop]):
                for _ in self.iterate(loop.target, loop.iter):
                    yield node, element
            case _:
                raise self.scope.problem(node, "unknown_code")

    def _element(self, element: ast.expr, depth: int) -> Iterator[tuple[ast.expr, ast.expr]]:
        if isinstance(element, ast.Starred):
            for _, layer in self._items(element.value, depth):
                yield element, layer
        else:
            yield element, element

    def iterate(self, target: ast.expr, iterable: ast.expr) -> Iterator[None]:
        """Bind the variables of a loop to each of its values; raises a ProblemError if these cannot be read."""
        values = read_items(self.scope, iterable)
        if len(values) > MAX_ITERATIONS:
            raise self.scope.problem(iterable)
        for value in values:
            self._unpack(target, value)
            yield None

    def _unpack(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Name):
            self.scope.set_value(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, list) and len(value) == len(target.elts):
            for part, item in zip(target.elts, value, strict=True):
                self._unpack(part, item)
        else:
            raise self.scope.problem(target)

    def add(self, stack: ModelStack, node: ast.expr, item: ast.AST, in_list: bool) -> None:
        """Add the layer that an expression makes. item: the list item or the statement that it is in."""
        name = node
        if isinstance(node, ast.Name) and node.id in self.scope.calls:
            node = self.scope.calls[node.id]
        if id(node) in self.scope.pending and any(origin.call is node for origin in stack.origins):
            raise self.scope.problem(name, "unknown_code")  # a layer at two places shares its weights; bricks do not
        if not isinstance(node, ast.Call):
            raise self.scope.unknown(node, "layer")
        if self.scope.names.keras_name(node.func) in INPUT_CLASSES:
            self._input(stack, node)
            return
        layer = self.scope.object("layer", node)
        if len(stack.layers) >= MAX_LAYERS:
            raise fail("too_many_layers", "layers", asked=len(stack.layers) + 1, limit=MAX_LAYERS)
        config = dict(layer.config)
        shape = config.pop("batch_input_shape", None)
        if isinstance(shape, list) and not stack.layers:
            stack.input_shape, stack.batch_size = tuple(shape[1:]), next(iter(shape), None)
        stack.layers.append(ObjectSpec(layer.class_name, config))
        stack.origins.append(LayerOrigin(node, item, in_list))

    def _input(self, stack: ModelStack, node: ast.Call) -> None:
        args = {**dict(zip(INPUT_ARGUMENTS, node.args, strict=False)), **{str(k.arg): k.value for k in node.keywords}}
        stack.input = node
        for name in ("batch_shape", "batch_input_shape"):
            if name in args:
                self.read_shape(stack, args[name], batch=True)
                return
        self.read_shape(stack, args.get("shape", args.get("input_shape")), batch=False)
        if "batch_size" in args:
            stack.batch_size = self.scope.value(args["batch_size"])

    def read_shape(self, stack: ModelStack, node: ast.expr | None, batch: bool) -> None:
        """Set the model's input shape; one that cannot be read becomes None, and the data set's shape is used."""
        try:
            value = None if node is None else self.scope.value(node)
        except ProblemError:
            value = None
        lengths = value if isinstance(value, list) or value is None else [value]
        shape = None if lengths is None else tuple(lengths[1:] if batch else lengths)
        stack.batch_size = next(iter(lengths), None) if lengths and batch else None
        stack.input_shape = shape


def _position(node: ast.AST) -> tuple[int, int, int | None, int | None]:
    """Where a node begins and ends; the calls that are read later are copies of nodes."""
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0), getattr(node, "end_lineno", None),
            getattr(node, "end_col_offset", None))
