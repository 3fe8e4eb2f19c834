"""Names in Keras code: which of them are Keras's, and which the learner's code has bound itself."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import final

KERAS_PACKAGES = frozenset({"keras", "tensorflow", "tf_keras", "engine"})
"""Packages whose names are Keras's; this engine offers the same names."""
USUAL_MODULES = frozenset({"keras", "tf", "layers", "optimizers", "losses", "metrics", "models", "callbacks"})
"""Names of modules that a piece of code may use without importing them, as an earlier cell did."""
OWN = ""
"""Stands for a name that is not Keras's, in place of a dotted name."""


def last_name(node: ast.AST) -> str:
    """``Dense`` of ``tf.keras.layers.Dense``; empty if the node is not a name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def root_name(node: ast.AST) -> str:
    """``tf`` of ``tf.keras.layers.Dense``; empty if the node is not a name or attributes of one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


@final
@dataclass
class Names:
    """The names that the code has bound so far: dotted names of Keras, or :data:`OWN` for the learner's own.

    A name that nothing has bound may be Keras's: it may have been imported in an earlier cell.
    """

    bound: dict[str, str] = field(default_factory=dict)

    def keras_name(self, node: ast.AST) -> str:
        """The name that a node has in Keras, such as ``Dense`` of ``L.Dense``; empty if it is the learner's own."""
        root = root_name(node)
        path = self.bound.get(root, root)
        if not path:
            return ""
        return last_name(node) if isinstance(node, ast.Attribute) else path.rpartition(".")[2]

    def is_own(self, name: str) -> bool:
        """Whether the learner's code has bound the name to something that is not Keras's."""
        return self.bound.get(name) == OWN

    def bind(self, name: str) -> None:
        """Bind a name to something that is not Keras's."""
        self.bound[name] = OWN

    def bind_import(self, statement: ast.Import | ast.ImportFrom) -> None:
        """Bind the names of an import."""
        module = statement.module or "" if isinstance(statement, ast.ImportFrom) else ""
        for alias in statement.names:
            path = f"{module}.{alias.name}" if isinstance(statement, ast.ImportFrom) else alias.name
            is_keras = path.partition(".")[0] in KERAS_PACKAGES and not getattr(statement, "level", 0)
            if isinstance(statement, ast.Import) and not alias.asname:
                path = path.partition(".")[0]
            name = alias.asname or path.rpartition(".")[2]
            if name != "*":
                self.bound[name] = path if is_keras else OWN

    def bind_value(self, name: str, value: ast.AST) -> None:
        """Bind a name to a value; ``L = keras.layers`` makes it another name of Keras."""
        root = root_name(value)
        path = self.bound.get(root, root if root in USUAL_MODULES else OWN)
        parts: list[str] = []
        while isinstance(value, ast.Attribute):
            parts.insert(0, value.attr)
            value = value.value
        self.bound[name] = ".".join([path, *parts]) if path else OWN

    def bind_all(self, statement: ast.AST) -> list[str]:
        """Bind every name that a statement may bind, and return them."""
        names = []
        for node in bindings(statement):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.bind_import(node)
            else:
                names.append(_bound_name(node))
        for name in names:
            self.bind(name)
        return names


def bindings(statement: ast.AST) -> Iterator[ast.AST]:
    """The nodes in a statement that bind names around it; the inside of functions and classes binds none."""
    stack = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import | ast.ImportFrom) or _bound_name(node):
            yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            stack.extend(node for node in ast.walk(node) if isinstance(node, ast.Global))
        elif isinstance(node, ast.Global):
            stack.extend(ast.Name(name, ast.Store()) for name in node.names)
        elif not isinstance(node, ast.Lambda):
            stack.extend(ast.iter_child_nodes(node))


def _bound_name(node: ast.AST) -> str:
    """The name that a node binds; empty if it binds none."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return name
        case ast.MatchMapping(rest=str(name)):
            return name
    return ""
