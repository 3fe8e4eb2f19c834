"""The glossary: one Markdown file, in which every word is a heading and its meaning the text below it."""

import re

from app.lesson.front_matter import rich
from app.lesson.parts import Term

HEADING = re.compile(r"^##\s+(.+?)(?:\s*\(([^()]*)\))?\s*$")


def read_glossary(text: str) -> dict[str, Term]:
    """The terms by word, in the order of the file; a heading holds the word and, in brackets, its English."""
    found: dict[str, Term] = {}
    word, english = "", ""
    meaning: list[str] = []
    for line in [*text.splitlines(), "## ."]:
        heading = HEADING.match(line)
        if heading:
            if word:
                found[word] = Term(word, english, rich(" ".join(meaning)))
            word, english, meaning = heading[1], heading[2] or "", []
        elif line.strip():
            meaning.append(line.strip())
    return found
