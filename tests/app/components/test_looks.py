"""The stylesheets hold together: every token used is defined, both dark blocks say the same, words are all in use."""

import re

from app.components.bundle import FOLDER, bundle
from app.texts import words

HANGUL = re.compile("[\u3131-\u318e\uac00-\ud7a3]")
TOKENS = (FOLDER / "tokens.css").read_text("utf-8")


def blocks(selector: str) -> list[str]:
    """The declarations of every block with this selector, without their indentation."""
    found = re.findall(re.escape(selector) + r"\s*\{([^}]*)\}", TOKENS)
    return ["\n".join(line.strip() for line in body.strip().splitlines()) for body in found]


def test_dark_by_choice_is_dark_by_system():
    assert blocks(':root[data-theme="dark"]') == blocks(':root:not([data-theme="light"])')


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"(--kb-[\w-]+):", TOKENS))
    for path in FOLDER.glob("*.css"):
        assert set(re.findall(r"var\((--kb-[\w-]+)", path.read_text("utf-8"))) <= defined, path.name


def test_the_light_theme_defines_what_the_dark_one_changes():
    light = set(re.findall(r"(--kb-[\w-]+):", blocks(":root")[0]))
    assert set(re.findall(r"(--kb-[\w-]+):", blocks(':root[data-theme="dark"]')[0])) <= light


def test_words_of_the_workshop_are_those_that_are_used():
    assert set(re.findall(r"\bwords\.(\w+)", bundle("workshop.js"))) == set(words("workshop"))


def test_korean_is_content():
    for path in [*FOLDER.glob("*.js"), *FOLDER.glob("*.css"), *FOLDER.glob("*.py")]:
        assert not HANGUL.search(path.read_text("utf-8")), path.name
