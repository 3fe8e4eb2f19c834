"""Imports that a piece of Keras code needs for the names that printed code uses: ``keras`` and ``layers``."""

import ast

from engine.specs.code_cleaning import parse

IMPORTS = {"keras": "import keras", "layers": "from keras import layers"}
"""The modules that printed code names, with their imports."""


def import_names(text: str) -> str:
    """The text with imports of ``keras`` and ``layers``, if it uses these names and has imports without them.

    A text without any import is a cell after others, which have them.
    """
    tree = parse(text)[0]
    if tree is None:
        return text
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    missing = missing_imports(text)
    if not imports or not missing:
        return text
    lines = text.split("\n")
    at = (imports[-1].end_lineno or imports[-1].lineno)
    return "\n".join([*lines[:at], *missing, *lines[at:]])


def missing_imports(*texts: str) -> list[str]:
    """The imports that several texts, read in their order, use and do not have."""
    used: set[str] = set()
    bound: set[str] = set()
    for text in texts:
        for node in ast.walk(parse(text)[0] or ast.Module([], [])):
            if isinstance(node, ast.Name):
                (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, ast.alias):
                bound.add(node.asname or node.name.partition(".")[0])
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                bound.add(node.name)
    return [line for name, line in IMPORTS.items() if name in used - bound]
