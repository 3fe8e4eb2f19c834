"""Clean code that was copied from a web page, a chat or a notebook, so that Python can read it.

Only code that Python cannot read is cleaned, and the number of its lines stays. Texts in ASCII quotes and comments
keep their characters.
"""

import ast
import re
import textwrap
import warnings
from dataclasses import dataclass
from typing import final

from engine.errors import Problem

ZERO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
DOUBLE, SINGLE = "\u201c\u201d\u201e\u201f\u2033\uff02\u00ab\u00bb", "\u2018\u2019\u201a\u201b\u2032\uff07\u00b4"
TYPOGRAPHIC = {**dict.fromkeys(DOUBLE, '"'), **dict.fromkeys(SINGLE, "'")}
"""ASCII quotes by their typographic forms."""
QUOTES = {"double": '"', "single": "'"}
TOKEN = re.compile(
    r"(?P<kept>#[^\n]*"
    r"|\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)|'{3}(?:\\.|[^\\])*?(?:'{3}|\Z)"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    rf"|(?P<double>[\"{DOUBLE}][^\"{DOUBLE}\n]*[\"{DOUBLE}]?)|(?P<single>['{SINGLE}][^'{SINGLE}\n]*['{SINGLE}]?)"
    r"|(?P<other>.)", re.DOTALL)
"""A comment or a text in ASCII quotes, which are kept; a text in typographic quotes; or any other character."""
SIGNS = {"\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2026": "...", "\u3001": ",", "\u00d7": "*",
         **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
"""ASCII signs by their typographic and full-width forms."""
PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.|In ?\[[\d ]*\]:|\s+\.\.\.:)(?: |$)")
FIRST_PROMPT = re.compile(r"^\s*(?:>>>|In ?\[[\d ]*\]:)", re.MULTILINE)
OUTPUT = re.compile(r"^\s*Out ?\[[\d ]*\]:")
NUMBER = re.compile(r"^\s*(\d{1,5})(?=[\s.:|]|$)[.:|]?")
MAGIC = re.compile(r"^\s*(?:[!%]|```|\?|[\w.]+\?+\s*$)")
MIN_NUMBERED = 2


@final
@dataclass(frozen=True)
class CleanedCode:
    """Code that Python can read, if cleaning could achieve that. notices: the kinds of changes.

    tree: of the text; ``error`` is the reason where there is none.
    """

    text: str
    tree: ast.Module | None
    error: SyntaxError | None
    notices: tuple[Problem, ...] = ()


def parse(text: str) -> tuple[ast.Module | None, SyntaxError | None]:
    """The tree of a text, or the error that prevents Python from reading it; SyntaxWarnings are ignored."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as for "\\d"
            return ast.parse(text), None
    except SyntaxError as error:
        return None, error
    except (ValueError, RecursionError, MemoryError) as error:
        return None, SyntaxError(str(error) or "the code is nested too deeply", ("", 1, 1, ""))


def clean(source: str) -> CleanedCode:
    """Return the code as it is if Python can read it, else with each kind of remains of its page removed."""
    cleaned = CleanedCode(source, *parse(source))
    for code, change in CHANGES.items():
        if cleaned.tree is not None:
            break
        text = change(cleaned.text)
        if text != cleaned.text:
            notice = Problem(("code",), code, {"line": _first_change(cleaned.text, text)})
            cleaned = CleanedCode(text, *parse(text), (*cleaned.notices, notice))
    return cleaned


def _first_change(before: str, after: str) -> int:
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((number for number, (one, other) in enumerate(pairs, start=1) if one != other), 1)


def _clean_characters(text: str) -> str:
    """Replace signs that only look like those of Python, outside of comments and of texts in ASCII quotes."""
    return TOKEN.sub(_clean_token, text)


def _clean_token(match: re.Match[str]) -> str:
    token = match[0]
    if match.lastgroup == "kept":
        return token
    if match.lastgroup in QUOTES:
        quote = QUOTES[match.lastgroup]
        is_closed = len(token) > 1 and TYPOGRAPHIC.get(token[-1], token[-1]) == quote
        return quote + token[1 : -1 if is_closed else None] + (quote if is_closed else "")
    if token in ZERO_WIDTH:
        return ""
    return " " if token in SPACES else SIGNS.get(token, token)


def _clean_prompts(text: str) -> str:
    """Remove ``>>>``, ``...`` and ``In [1]:``; lines without them are output and become comments if they must."""
    if not FIRST_PROMPT.search(text):
        return text
    lines = text.split("\n")
    code = "\n".join(PROMPT.sub("", line) for line in lines)
    if parse(code)[0] is not None:
        return code
    return "\n".join(PROMPT.sub("", line) if PROMPT.match(line) or not line.strip() else f"# {line}" for line in lines)


def _clean_magics(text: str) -> str:
    """Make comments of the lines that only a notebook understands: ``!pip``, ``%matplotlib``, fences of Markdown."""
    return "\n".join(f"# {line}" if MAGIC.match(line) or OUTPUT.match(line) else line for line in text.split("\n"))


def _clean_numbers(text: str) -> str:
    """Remove line numbers, if the lines are numbered without gaps."""
    lines = text.split("\n")
    matches = [(line, NUMBER.match(line)) for line in lines if line.strip()]
    numbers = [int(match[1]) for _, match in matches if match]
    is_numbered = len(numbers) == len(matches) >= MIN_NUMBERED and numbers == [*range(numbers[0], numbers[-1] + 1)]
    if not is_numbered:
        return text
    width = max(match.end() for _, match in matches if match)
    by_column = [line[width:] for line in lines]
    has_columns = all(not line[:width].strip(" \t0123456789.:|") for line in lines)
    stripped = by_column if has_columns else [NUMBER.sub("", line) for line in lines]
    return textwrap.dedent("\n".join(stripped))


def _clean_indentation(text: str) -> str:
    """Expand tabs at the beginning of lines, and remove an indentation that all lines have."""
    lines = [line[: len(line) - len(line.lstrip())].expandtabs(8) + line.lstrip() for line in text.split("\n")]
    return textwrap.dedent("\n".join(lines))


CHANGES = {
    "cleaned_characters": _clean_characters,
    "cleaned_prompts": _clean_prompts,
    "cleaned_magics": _clean_magics,
    "cleaned_line_numbers": _clean_numbers,
    "cleaned_indentation": _clean_indentation,
}
"""The changes in their order, by the code of their notice."""
