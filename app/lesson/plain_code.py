"""Tells Python code from other text where an author has not marked it, and takes off the prompts of a console."""

import ast
import re
import warnings

PROMPTS = (">>> ", "... ", ">>>", "...")
DOING = (ast.Import, ast.ImportFrom, ast.Assign, ast.FunctionDef, ast.For, ast.With)
OPENING = re.compile(r"^(import |from |for |with |def |[A-Za-z_][\w.]*(\[.*\])?(\(|\s*=|$|, ))")
FENCE = re.compile(r"^ {0,3}(```|~~~)")
LONGEST = 40  # lines of one statement
MOST_LINES = 1500  # of a text that is searched for code: each line may be parsed LONGEST times
Segment = tuple[int, int, bool]


def tree(text: str) -> list[ast.stmt]:
    """The statements of a text; none where it is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def is_code(text: str) -> bool:
    """Whether a text parses as Python and does something; a lone word or number does not."""
    return any(isinstance(node, DOING) or _is(node, ast.Call) for node in tree(text))


def _is(node: ast.stmt, kind: type[ast.expr]) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, kind)


def without_prompts(text: str) -> str:
    """The code of a console session, without prompts and output; other code as it is."""
    lines = text.split("\n")
    if not any(line.startswith(">>>") for line in lines):
        return text
    kept = [line for line in lines if line.startswith(PROMPTS)]
    return "\n".join(line[4:] for line in kept) + "\n"


def segments(lines: list[str], start: int) -> list[Segment]:
    """The lines from `start` on as `(first, end, code)`: one piece where there are fences, else prose and code."""
    if len(lines) > MOST_LINES or any(FENCE.match(line) for line in lines[start:]):
        return [(start, len(lines), False)]
    found: list[Segment] = []
    at = prose = start
    after_code = False
    while at < len(lines):
        end = _code_end(lines, at, after_code)
        if end > at:
            found += [(prose, at, False)] if at > prose else []
            begin = found.pop()[0] if found and found[-1][1:] == (at, True) else at
            found.append((begin, end, True))
            at = prose = end
            after_code = True
        else:
            after_code = after_code and not lines[at].strip()
            at += 1
    return [*found, (prose, len(lines), False)] if prose < len(lines) else found


def _code_end(lines: list[str], first: int, after_code: bool) -> int:
    """The line after the code that begins at `first`; `first` itself where none does."""
    if not OPENING.match(lines[first]):
        return first
    for end in range(first + 1, min(len(lines), first + LONGEST) + 1):
        text = "\n".join(lines[first:end])
        if is_code(text) or (after_code and any(_is(node, ast.Attribute) for node in tree(text))):
            return end
    return first

