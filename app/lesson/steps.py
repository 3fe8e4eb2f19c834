"""The seven steps: which of them a heading opens."""

import re

from app.lesson import vocabulary

NUMBERING = re.compile(r"^[\d.\-)#\s]+")


def names() -> tuple[str, ...]:
    """The names of the seven steps, in order."""
    return tuple(vocabulary.table("steps")["names"])


def step_of(heading: str) -> int | None:
    """The step, from 1 to 7, that a heading names, or None."""
    text = NUMBERING.sub("", heading).strip().lower()
    for step, phrases in vocabulary.table("steps")["find"]:
        for phrase in phrases:
            if text == phrase[1:] if phrase.startswith("=") else phrase in text:
                return int(step)
    return None
