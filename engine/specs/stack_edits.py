"""Edits of the code of a stack: one layer is added, removed or changed, or its input shape."""

import ast
import json
from difflib import SequenceMatcher
from typing import Any

from engine import registry
from engine.configurable import former_names, hyperparameters
from engine.specs import text_edits
from engine.specs.code_cleaning import parse
from engine.specs.code_names import last_name
from engine.specs.objects import ModelSpec, ObjectSpec
from engine.specs.parsed_code import LayerOrigin, ParsedCode
from engine.specs.text_edits import argument_node, insert_after, insert_before, insert_statement, replace_node
from engine.specs.to_python import argument_code, call_code, model_code, shape_code, value_code

SHAPE_KEYWORDS = ("input_shape", "input_dim", "batch_input_shape")


def edit_stack(parsed: ParsedCode, model: ModelSpec) -> str | None:
    """The code with the first difference to a stack removed; None if there is none, or it cannot be edited."""
    assert parsed.model is not None
    old, new = parsed.model.layers, model.layers
    matcher = SequenceMatcher(None, [*map(_key, old)], [*map(_key, new)], autojunk=False)
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation == "equal":
            continue
        if operation == "replace":
            pair = _same_class(old[i1:i2], new[j1:j2])
            if pair is None:
                return _replace(parsed, i1, _layer_code(parsed, new[j1]))
            if pair == (0, 0):
                return _change(parsed, i1, old[i1], new[j1])
            return _insert(parsed, i1, new[j1]) if pair[1] else _remove(parsed, i1)
        return _remove(parsed, i1) if operation == "delete" else _insert(parsed, i1, new[j1])
    return _edit_shape(parsed, model)


def _key(layer: ObjectSpec) -> str:
    """A text that is equal for equal specs, whatever the order of their arguments."""
    return json.dumps(layer.to_json(), sort_keys=True)


def _same_class(old: tuple[ObjectSpec, ...], new: tuple[ObjectSpec, ...]) -> tuple[int, int] | None:
    """The positions of the first two layers of one class; None if there are none."""
    pairs = [(i, j) for i, one in enumerate(old) for j, other in enumerate(new) if one.class_name == other.class_name]
    return min(pairs, key=lambda pair: (sum(pair), pair), default=None)


def _origin(parsed: ParsedCode, index: int) -> LayerOrigin | None:
    """Where a layer comes from; None if there is none, or if its code makes other layers, too."""
    origins = parsed.origins.layers
    return origins[index] if 0 <= index < len(origins) and not origins[index].is_shared else None


def _replace(parsed: ParsedCode, index: int, code: str) -> str | None:
    origin = _origin(parsed, index)
    return None if origin is None else replace_node(parsed.origins.lines, origin.call, code)


def _layer_code(parsed: ParsedCode, layer: ObjectSpec) -> str:
    """The code of a layer, with the module that the other layers of the code have."""
    code = call_code("layer", layer)
    for origin in parsed.origins.layers:
        if isinstance(origin.call.func, ast.Attribute):
            return parsed.origins.lines.text(origin.call.func.value) + code.removeprefix("layers")
    return code


def _change(parsed: ParsedCode, index: int, old: ObjectSpec, new: ObjectSpec) -> str | None:
    origin = _origin(parsed, index)
    return None if origin is None else edit_call(parsed, "layer", origin.call, old, new)


def edit_call(parsed: ParsedCode, kind: str, call: ast.Call, old: ObjectSpec, new: ObjectSpec) -> str | None:
    """The code with one changed argument of a constructor call; None if the configs are equal."""
    cls: type[Any] = registry.lookup(kind, new.class_name)
    fields, lines = hyperparameters(cls), parsed.origins.lines
    former = former_names(cls)
    for name in [*new.config, *old.config]:
        if old.config.get(name, ...) == new.config.get(name, ...):
            continue
        spellings = (name, *(past for past, current in former.items() if current == name))
        if name == "learning_rate":
            spellings = (*spellings, "lr")
        if name in new.config:
            code = argument_code(kind, new, name)
            node = argument_node(call, list(fields), *spellings)
            if node is not None:
                return replace_node(lines, node, code)
            return text_edits.set_argument(lines, call, list(fields), name, code)
        without = text_edits.remove_keyword(lines, call, *spellings)
        node = argument_node(call, list(fields), *spellings)
        if without is not None or node is None or name not in fields:
            return without
        return replace_node(lines, node, value_code(fields[name].default))
    return None


def _siblings(parsed: ParsedCode, item: ast.AST) -> list[ast.AST]:
    """The items of the list that an item is in."""
    lists = (node for node in ast.walk(parse(parsed.origins.lines.source)[0] or ast.Module([], []))
             if isinstance(node, ast.List | ast.Tuple))
    span = parsed.origins.lines.span(item)
    for node in lists:
        if any(parsed.origins.lines.span(element) == span for element in node.elts):
            return [*node.elts]
    return [item]


def _remove(parsed: ParsedCode, index: int) -> str | None:
    origin = _origin(parsed, index)
    if origin is None:
        return None
    if origin.in_list:
        return text_edits.remove_item(parsed.origins.lines, origin.item, _siblings(parsed, origin.item))
    return text_edits.remove_statement(parsed.origins.lines, origin.item)


def _insert(parsed: ParsedCode, index: int, layer: ObjectSpec) -> str | None:
    """The code with a new layer at an index, beside the layer before it or after it."""
    lines, code = parsed.origins.lines, _layer_code(parsed, layer)
    before, after = _origin(parsed, index - 1), _origin(parsed, index)
    beside = before or after
    if beside is not None and not beside.in_list:
        return _add_beside(parsed, beside, code, before=before is None)
    if beside is not None:
        return (insert_after if beside is before else insert_before)(lines, beside.item, code)
    constructor = parsed.origins.constructor
    if constructor is None or parsed.origins.layers:
        return None
    if constructor.args and isinstance(constructor.args[0], ast.List) and constructor.args[0].elts:  # only an Input
        return insert_after(lines, constructor.args[0].elts[-1], code)
    statement, name = _constructor_statement(parsed)
    last = parsed.origins.last
    if statement is None or not name:
        return None
    return insert_statement(lines, last or statement, f"{name}.add({code})")


def _add_beside(parsed: ParsedCode, origin: LayerOrigin, code: str, before: bool = False) -> str | None:
    """The code with another ``model.add(…)`` beside one."""
    match origin.item:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner))):
            line = f"{parsed.origins.lines.text(owner)}.add({code})"
            return insert_statement(parsed.origins.lines, origin.item, line, before)
    return None


def _constructor_statement(parsed: ParsedCode) -> tuple[ast.stmt | None, str]:
    """The statement that makes the model, and the variable that it assigns."""
    lines, constructor = parsed.origins.lines, parsed.origins.constructor
    for node in ast.walk(parse(lines.source)[0] or ast.Module([], [])):
        if constructor is not None and isinstance(node, ast.Assign) and (
                lines.span(node.value) == lines.span(constructor)):
            return node, last_name(node.targets[0])
    return None, ""


def _edit_shape(parsed: ParsedCode, model: ModelSpec) -> str | None:
    """The code with the input shape of a stack, in the call that tells it."""
    assert parsed.model is not None
    lines, shape = parsed.origins.lines, model.input_shape
    if shape is None or parsed.model.input_shape is None:
        return None
    batch = shape_code((model.batch_size, *shape))
    call = parsed.origins.input
    if call is not None:
        node = argument_node(call, [], "batch_shape", "batch_input_shape")
        if node is not None:
            return replace_node(lines, node, batch)
        node = argument_node(call, ["shape"], "shape", "input_shape")
        return None if node is None else replace_node(lines, node, shape_code(shape))
    origin = _origin(parsed, 0)
    for keyword in origin.call.keywords if origin is not None else ():
        if keyword.arg in SHAPE_KEYWORDS:
            is_batch = keyword.arg == "batch_input_shape"
            name = "batch_input_shape" if is_batch else "input_shape"
            return replace_node(lines, keyword, f"{name}={batch if is_batch else shape_code(shape)}")
    return None


def rewrite_stack(parsed: ParsedCode, model: ModelSpec) -> str | None:
    """The code with the statements that build the stack replaced by one ``keras.Sequential([…])``."""
    lines, tree = parsed.origins.lines, parse(parsed.origins.lines.source)[0]
    nodes = [origin.item for origin in parsed.origins.layers]
    nodes += [node for node in (parsed.origins.constructor, parsed.origins.input) if node is not None]
    spans = [lines.span(node) for node in nodes]
    statements = [node for node in (tree.body if tree else ())
                  if any(lines.span(node)[0] <= start and end <= lines.span(node)[1] for start, end in spans)]
    statement, name = _constructor_statement(parsed)
    if statement is None or not name or not statements:
        return None
    printed = model_code(model)
    code = printed[printed.index("model = "):].rstrip("\n").replace("model = ", f"{name} = ", 1)
    text = lines.source
    for node in reversed(statements):
        start, end = lines.span(node)
        text = text[:start] + (code if node is statements[0] else "") + text[end:]
    return text
