"""Markdown into HTML: known tags, attributes and addresses only."""

import pytest

from app.lesson.prose import block_html, inline_html
from app.lesson.reader import read_lesson


@pytest.mark.parametrize(("text", "html"), [
    ("a <b>b</b> <sub onclick=x()>c</sub>", "a <b>b</b> <sub>c</sub>"),
    ("<script>alert(1)</script>a", "a"),
    ('<span class="picture danger">a</span> <span class="picture">b</span>', '<span>a</span> <span class="picture">b</span>'),
    ("<em>never closed", "<em>never closed</em>"),
    ('a <img alt="x &lt; y" src="z"> b', 'a <span class="picture">x &lt; y</span> b'),
    ("a<br />b", "a<br>b"),
    ("[a](https://e.org) <a href='http://e.org' onclick='x()'>b</a>", " ".join(
        f'<a href="{scheme}://e.org" target="_blank" rel="noopener noreferrer">{word}</a>'
        for scheme, word in [("https", "a"), ("http", "b")])),
])
def test_html_in_a_text_keeps_known_tags_only(text: str, html: str) -> None:
    assert inline_html(text) == html


@pytest.mark.parametrize("address", ["javascript:x", "data:text/html,x", "//e.org", "/x", "x.md", "#x", "file:///x"])
def test_a_link_that_leads_elsewhere_than_to_the_web_keeps_its_words(address: str) -> None:
    assert inline_html(f"[a]({address})") == '<a target="_blank" rel="noopener noreferrer">a</a>'


def test_the_columns_of_a_table_keep_their_alignment_and_no_other_style() -> None:
    assert '<td style="text-align:right">1</td>' in block_html("| a |\n|--:|\n| 1 |\n")
    assert block_html('<table><tr><td style="position:fixed">1</td></tr></table>').count("style") == 0


def test_a_heading_has_the_words_that_are_read() -> None:
    lesson = read_lesson("# **a** < `b<c` &amp; d<e <!-- x -->")
    assert lesson.title == "a < b<c & d<e"
