"""Markdown into HTML that is safe to show: known tags only, no picture from outside, no script.

HTML in the text is not passed through. The few tags that tutorials use are understood (`<h4>`, `<br>`); of the others
only the words remain, and a picture becomes its description.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

HEADING = re.compile(r"^\s*<h([1-6])[^>]*>(.*?)</h\1>\s*$", re.IGNORECASE | re.DOTALL)
BREAK = re.compile(r"^<br\s*/?>$", re.IGNORECASE)
PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
DESCRIPTION = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
SAFE_LINK = re.compile(r"^(https?://|#)", re.IGNORECASE)


@cache
def markdown() -> MarkdownIt:
    """The parser, made once."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # _link_open judges
    parser.add_render_rule("html_block", _html_block)
    parser.add_render_rule("html_inline", _html_inline)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("fence", _fence)
    return parser


def block_html(source: str) -> str:
    """A text of paragraphs, lists and tables as HTML."""
    return str(markdown().render(source))


def inline_html(source: str) -> str:
    """One line of text as HTML, without a paragraph around it."""
    return str(markdown().renderInline(source))


def tokens_html(tokens: Sequence[Token]) -> str:
    """Tokens of this parser as HTML."""
    parser = markdown()
    return str(parser.renderer.render(tokens, parser.options, {}))


def plain(source: str) -> str:
    """The words of an HTML text without its tags."""
    return unescape(TAG.sub("", source)).strip()


def html_heading(content: str) -> tuple[int, str] | None:
    """Level and words, where a piece of HTML is a heading."""
    found = HEADING.match(content)
    return (int(found[1]), plain(found[2])) if found else None


def _described(match: re.Match[str]) -> str:
    found = DESCRIPTION.search(match[0])
    return (found[1] or found[2] or "") if found else ""


def _picture(words: str) -> str:
    return f'<span class="picture">{escape(words)}</span>' if words else ""


def _html_block(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    content = tokens[index].content
    heading = html_heading(content)
    if heading:
        return f"<h{heading[0]}>{escape(heading[1])}</h{heading[0]}>\n"
    words = plain(PICTURE.sub(_described, content))
    return f"<p>{escape(words)}</p>\n" if words else ""


def _html_inline(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    content = tokens[index].content
    if BREAK.match(content):
        return "<br>"
    picture = PICTURE.match(content)
    return _picture(_described(picture)) if picture else ""


def _image(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return _picture(tokens[index].content)


def _link_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A link that leads elsewhere than to the web or within the page keeps its words and leads nowhere."""
    target = escape(str(tokens[index].attrGet("href") or ""))
    if not SAFE_LINK.match(target):
        return "<a>"
    away = "" if target.startswith("#") else ' target="_blank" rel="noopener noreferrer"'
    return f'<a href="{target}"{away}>'


def _fence(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f"<pre><code>{escape(tokens[index].content)}</code></pre>\n"
