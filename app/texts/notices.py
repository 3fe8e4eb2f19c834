"""What the reader of a file guessed or repaired, in Korean, with the words of the button that takes it back."""

from collections.abc import Mapping
from typing import Any

from app.texts import words
from engine.datasets.uploads.read_plan import Notice

LONGEST = 40
"""Letters of a word of the file that are shown."""


def notice_text(notice: Notice) -> str:
    """The Korean sentence of a notice."""
    strings = words("notices")
    template: str = strings["sentences"][notice.code]
    return template.format(**{name: _format(name, value, strings) for name, value in notice.values.items()})


def undo_title(notice: Notice) -> str:
    """The words of its button; empty if it cannot be taken back."""
    strings = words("notices")
    if not notice.undo:
        return ""
    title: str = strings["undo_titles"].get(notice.code, strings["undo"])
    return title.format(other=_short(str(notice.undo.get("sheet", ""))))


def rest_text(n: int) -> str:
    """The sentence for notices that are not shown one by one."""
    rest: str = words("notices")["rest"]
    return rest.format(n=n)


def _format(name: str, value: Any, strings: Mapping[str, Any]) -> str:
    if name == "separator":
        return str(strings["separators"].get(value, value))
    if name == "lines":
        return ", ".join(strings["line"].format(n=line) for line in value)
    if name == "reason":
        return str(value)
    if isinstance(value, list):
        return ", ".join(_short(" ".join(map(str, each)) if isinstance(each, list) else str(each)) for each in value)
    if isinstance(value, float):
        return f"{value:,.10g}"
    return f"{value:,}" if isinstance(value, int) else _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
