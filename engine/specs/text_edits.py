"""Edits of a source at the positions of its nodes; all other characters stay as they are."""

import ast
import re

from engine.specs.source_lines import SourceLines

AFTER_ITEM = re.compile(r"[ \t]*,?[ \t]*(?:#[^\n]*)?(?:\r\n|\r|\n|\Z)")
"""The rest of a line after the last item on it: a comma and a comment."""


def replace_node(lines: SourceLines, node: ast.AST, code: str) -> str:
    """The source with other code in the place of a node."""
    start, end = lines.span(node)
    return lines.source[:start] + code + lines.source[end:]


def set_argument(lines: SourceLines, call: ast.Call, names: list[str], name: str, code: str) -> str:
    """The source with another value of an argument, which is added by keyword if the call does not have it.

    names: the arguments by position.
    """
    node = argument_node(call, names, name)
    if node is not None:
        return replace_node(lines, node, code)
    items = [*call.args, *call.keywords]
    if items:
        end = max(lines.span(item)[1] for item in items)
        return f"{lines.source[:end]}, {name}={code}{lines.source[end:]}"
    end = lines.span(call)[1] - 1
    return f"{lines.source[:end]}{name}={code}{lines.source[end:]}"


def argument_node(call: ast.Call, names: list[str], *spellings: str) -> ast.expr | None:
    """The value of an argument in a call, by any of its names; None if the call does not have it."""
    for keyword in call.keywords:
        if keyword.arg in spellings:
            return keyword.value
    return next((node for name, node in zip(names, call.args, strict=False) if name in spellings), None)


def remove_keyword(lines: SourceLines, call: ast.Call, *spellings: str) -> str | None:
    """The source without a keyword argument; None if the call does not have it."""
    keyword = next((k for k in call.keywords if k.arg in spellings), None)
    return None if keyword is None else remove_item(lines, keyword, [*call.args, *call.keywords])


def remove_item(lines: SourceLines, item: ast.AST, items: list[ast.AST]) -> str:
    """The source without one of several items that commas separate; with the whole line if nothing else is on it."""
    source = lines.source
    start, end = lines.span(item)
    line_start, rest = _line_start(source, start), AFTER_ITEM.match(source, end)
    if not source[line_start:start].strip() and rest is not None and len(items) > 1:
        return source[:line_start] + source[rest.end():]
    spans = sorted(lines.span(each) for each in items)
    index = spans.index((start, end))
    if index + 1 < len(spans):
        return source[:start] + source[spans[index + 1][0]:]
    start = spans[index - 1][1] if index else start
    return source[:start] + source[end:]


def insert_after(lines: SourceLines, item: ast.AST, code: str) -> str:
    """The source with another item of a list after one; on a line of its own if that is so for the first."""
    source = lines.source
    start, end = lines.span(item)
    indent = source[_line_start(source, start):start]
    rest = AFTER_ITEM.match(source, end)
    if indent.strip() or rest is None or not rest[0].endswith(("\n", "\r")):
        return f"{source[:end]}, {code}{source[end:]}"
    comma = "" if rest[0].lstrip().startswith(",") else ","
    return f"{source[:end]}{comma}{rest[0]}{indent}{code},\n{source[rest.end():]}"


def insert_before(lines: SourceLines, item: ast.AST, code: str) -> str:
    """The source with another item of a list before one."""
    source = lines.source
    start = lines.span(item)[0]
    indent = source[_line_start(source, start):start]
    return f"{source[:start]}{code},{' ' if indent.strip() else chr(10) + indent}{source[start:]}"


def insert_statement(lines: SourceLines, statement: ast.AST, code: str, before: bool = False) -> str:
    """The source with another statement on a line of its own, after or before one."""
    source = lines.source
    start, end = lines.span(statement)
    line_start = _line_start(source, start)
    indent = re.match(r"[ \t]*", source[line_start:])
    line = f"{indent[0] if indent else ''}{code}\n"
    if before:
        return source[:line_start] + line + source[line_start:]
    line_end = source.find("\n", end)
    if line_end < 0:
        return f"{source}\n{line}"
    return source[: line_end + 1] + line + source[line_end + 1:]


def remove_statement(lines: SourceLines, statement: ast.AST) -> str | None:
    """The source without a statement and the comment on its line; None if another one is on the line, too."""
    source = lines.source
    start, end = lines.span(statement)
    line_start, rest = _line_start(source, start), AFTER_ITEM.match(source, end)
    if source[line_start:start].strip() or rest is None or rest[0].lstrip().startswith(","):
        return None
    return source[:line_start] + source[rest.end():]


def _line_start(source: str, offset: int) -> int:
    return source.rfind("\n", 0, offset) + 1
