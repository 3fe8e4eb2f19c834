"""What the reader of a file guessed or repaired, in Korean, with the words of the button that takes it back."""

from collections.abc import Mapping
from typing import Any

from app.texts import words
from engine.datasets.uploads.read_plan import Notice

LONGEST = 40
"""Letters of a word of the file that are shown."""
MAX_LISTED = 5
"""Names, words or lines that a sentence lists; behind them stands how many more there are."""
AS_WRITTEN = ("words", "parts")
"""Values that are cells or signs as they stand in the file: they are put in quotation marks."""


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
    if name == "reason":
        return str(value)
    if isinstance(value, list):
        listed = ", ".join(_item(name, each, strings) for each in value[:MAX_LISTED])
        hidden = len(value) - MAX_LISTED
        return strings["more"].format(listed=listed, n=f"{hidden:,}") if hidden > 0 else listed
    if isinstance(value, float):
        return f"{value:,.10g}"
    return f"{value:,}" if isinstance(value, int) else _short(str(value))


def _item(name: str, value: Any, strings: Mapping[str, Any]) -> str:
    """One of the things that a sentence lists."""
    if name == "lines":
        return str(strings["line"].format(n=f"{value:,}"))
    if name == "columns" and isinstance(value, list):
        return str(strings["count"].format(column=_short(str(value[0])), n=f"{value[1]:,}"))
    return str(strings["written"].format(word=_short(str(value)))) if name in AS_WRITTEN else _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
