"""Join the code of the steps into one script: names that one step uses and another one spells differently."""

import ast
from collections.abc import Iterator, Mapping

from engine.specs.code_cleaning import parse
from engine.specs.code_imports import missing_imports
from engine.specs.from_python import from_python
from engine.specs.run_reader import FIT_ARGUMENTS
from engine.specs.text_edits import argument_node

DATA_NAMES = {"x": "x_train", "y": "y_train"}
"""The names that printed data code gives to the arguments of ``fit``."""


def join_steps(codes: Mapping[str, str]) -> dict[str, str]:
    """The code of the steps, with lines that connect a learner's names to those of printed code.

    Imports that no step has come before the model; ``model = net`` after it; ``X = x_train`` before ``fit``, and
    ``history = model.history`` after it.
    """
    joined = dict(codes)
    bound = {name for code in codes.values() for name in _bound_names(code)}
    if "model" not in bound:
        names = _model_names(codes["model"])
        joined["model"] += f"\nmodel = {names[0]}\n" if names else ""
    lines = [f"{name} = {other}" for name, other in _data_names(codes["fit"]) if name not in bound]
    if lines:
        joined["fit"] = "\n".join(lines) + "\n\n" + joined["fit"]
    if "history" not in bound:
        joined["fit"] += "\nhistory = model.history\n"
    imports = missing_imports(*codes.values())
    if imports:
        joined["model"] = "\n".join(imports) + "\n\n" + joined["model"]
    return joined


def _bound_names(code: str) -> Iterator[str]:
    """The names that the top level of a code binds."""
    tree = parse(code)[0]
    for statement in tree.body if tree else ():
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, ast.alias):
                yield node.asname or node.name.partition(".")[0]


def _model_names(code: str) -> list[str]:
    """The variables of the model, the last one first."""
    parsed = from_python(code)
    constructor, lines = parsed.origins.constructor, parsed.origins.lines
    tree = parse(code)[0]
    return [target.id for node in (tree.body if tree and constructor else ()) if isinstance(node, ast.Assign)
            and constructor is not None and lines.span(node.value) == lines.span(constructor)
            for target in node.targets if isinstance(target, ast.Name)]


def _data_names(code: str) -> Iterator[tuple[str, str]]:
    """The variables that ``fit`` is given as its data, each with the name that the data have."""
    call = from_python(code).origins.fit
    if call is None:
        return
    for argument, other in DATA_NAMES.items():
        node = argument_node(call, list(FIT_ARGUMENTS), argument)
        if isinstance(node, ast.Name):
            yield node.id, other
    validation = argument_node(call, list(FIT_ARGUMENTS), "validation_data")
    if isinstance(validation, ast.Tuple):
        for node, other in zip(validation.elts, ("x_val", "y_val"), strict=False):
            if isinstance(node, ast.Name):
                yield node.id, other
