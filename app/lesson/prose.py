"""Markdown into HTML that is safe to show: known tags only, no picture from outside, no script.

HTML in the text is rendered too. What is not in `TAGS` is removed by nh3, its words stay; a picture becomes its
description.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

HEADING = re.compile(r"^\s*<h([1-6])[^>]*>(.*?)</h\1>\s*$", re.IGNORECASE | re.DOTALL)
PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
DESCRIPTION = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
TAGS = {"a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li",
        "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
ALIGNMENTS = {"style": {f"text-align:{side}" for side in ("left", "center", "right")}}


@cache
def markdown() -> MarkdownIt:
    """The parser, made once."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # nh3 removes unsafe addresses
    return parser


def block_html(source: str) -> str:
    """A text of paragraphs, lists and tables as HTML."""
    return _sanitize(str(markdown().render(source)))


def inline_html(source: str) -> str:
    """One line of text as HTML, without a paragraph around it."""
    return _sanitize(str(markdown().renderInline(source)))


def tokens_html(tokens: Sequence[Token]) -> str:
    """Tokens of this parser as HTML."""
    parser = markdown()
    return _sanitize(str(parser.renderer.render(tokens, parser.options, {})))


def plain(html: str) -> str:
    """The words of an HTML text without its tags."""
    return unescape(nh3.clean(html, tags=set())).strip()


def html_heading(content: str) -> tuple[int, str] | None:
    """Level and words, where a piece of HTML is a heading."""
    found = HEADING.match(content)
    return (int(found[1]), plain(found[2])) if found else None


def _sanitize(html: str) -> str:
    """Remove what is not in `TAGS`; a link that leads elsewhere than to the web keeps its words and leads nowhere."""
    return nh3.clean(
        PICTURE.sub(_describe, html),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        tag_attribute_values={"td": ALIGNMENTS, "th": ALIGNMENTS, "span": {"class": {"picture"}}},
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes={"http", "https"},
        url_relative="deny",
    )


def _describe(picture: re.Match[str]) -> str:
    """The description of a picture in the picture's place."""
    found = DESCRIPTION.search(picture[0])
    words = unescape(found[1] or found[2] or "") if found else ""
    return f'<span class="picture">{escape(words)}</span>' if words else ""
