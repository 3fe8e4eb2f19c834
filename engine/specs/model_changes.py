"""Which statements of Keras code change a model; found in one pass over each statement."""

import ast
from collections.abc import Collection
from functools import cache
from typing import Any

from engine import registry
from engine.specs.code_names import Names

MODEL_METHODS = frozenset({"add", "pop", "compile", "fit", "fit_generator", "train_on_batch", "set_weights",
                           "load_weights"})
"""Methods that affect a model. If code that is not understood calls one, it is a problem: the specs are incomplete."""


@cache
def model_attributes() -> frozenset[str]:
    """The names that a Sequential model has."""
    model: Any = registry.model_class()
    return frozenset(dir(model))


def is_layer_call(node: ast.AST, names: Names) -> bool:
    """Whether a node is the constructor call of a layer of Keras."""
    return isinstance(node, ast.Call) and names.keras_name(node.func) in registry.table("layer")


def is_layer_list(node: ast.AST, names: Names) -> bool:
    """Whether a node is a list of layers."""
    return isinstance(node, ast.List | ast.Tuple) and any(is_layer_call(item, names) for item in node.elts)


def makes_model(call: ast.Call, names: Names) -> bool:
    """Whether a call makes a Sequential from layers listed in the code, not from those of another model."""
    args = [*call.args, *(k.value for k in call.keywords)]
    is_sequential = names.keras_name(call.func) == "Sequential"
    return (is_sequential and (not args or isinstance(args[0], ast.List | ast.Tuple | ast.ListComp))) or bool(
        args and is_layer_list(args[0], names))


def changes_model(nodes: list[ast.AST], models: Collection[str], names: Names) -> bool:
    """Whether a statement makes a model, or changes one. nodes: of the statement, as ``ast.walk`` gives them."""
    holding: set[int] = set()  # the nodes that contain the name of a model
    for node in reversed(nodes):
        is_model = isinstance(node, ast.Name) and node.id in models
        if is_model or any(id(child) in holding for child in ast.iter_child_nodes(node)):
            holding.add(id(node))
        if isinstance(node, ast.Call):
            if makes_model(node, names) or _adds_layer(node, names):
                return True
            if isinstance(node.func, ast.Attribute) and node.func.attr in MODEL_METHODS and id(node.func) in holding:
                return True
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and id(node) in holding:
            return True
    return False


def _adds_layer(call: ast.Call, names: Names) -> bool:
    is_add = isinstance(call.func, ast.Attribute) and call.func.attr in ("add", "append")
    return is_add and any(is_layer_call(argument, names) for argument in call.args[:1])
