"""Convert a text to tokens: standardize it, split it and join tokens to n-grams, as in TensorFlow."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

from engine.callables import function_name
from engine.errors import did_you_mean, fail
from engine.validators import Hyperparameter

PUNCTUATION = re.compile(r"""[!"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~']""")
SPACE = re.compile(r"[ \t\n\v\f\r]+")
LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
"""Only ASCII letters are lowercased, as in TensorFlow."""

STANDARDS = ("lower_and_strip_punctuation", "lower", "strip_punctuation")
SPLITS = ("whitespace", "character")


@final
@dataclass(frozen=True)
class TextStep(Hyperparameter):
    """Validator of a processing step: a name in ``choices``, or a custom function, which is serialized as its name."""

    choices: tuple[str, ...] = ()

    def check(self, name: str, value: Any) -> Any:
        if callable(value) or value in self.choices:
            return value
        hint = did_you_mean(value, list(self.choices))
        raise fail("not_a_choice", name, argument=name, choices=self.choices, value=value, hint=hint)

    def plain(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else function_name(value)

    def form(self) -> dict[str, Any]:
        return {**super().form(), "widget": "choice"}


def standardize_text(text: str, how: str | Callable[[Any], Any] | None) -> str:
    """Standardize a text; how: a name in STANDARDS, a custom function, or None, which leaves the text unchanged."""
    if callable(how):
        return str(how(text))
    text = text.translate(LOWER) if how in ("lower", "lower_and_strip_punctuation") else text
    return PUNCTUATION.sub("", text) if how in ("strip_punctuation", "lower_and_strip_punctuation") else text


def split_text(text: str, how: str | Callable[[Any], Any] | None) -> list[str]:
    """Split a text into tokens; how: a name in SPLITS, a custom function, or None, which makes it one token."""
    if callable(how):
        return [str(token) for token in how(text)]
    if how is None:
        return [text]
    return list(text) if how == "character" else [token for token in SPACE.split(text) if token]


def join_ngrams(tokens: list[str], widths: Sequence[int] | None) -> list[str]:
    """Join n-grams with spaces: all n-grams of each n in ``widths`` in turn; None returns the tokens unchanged."""
    if widths is None:
        return tokens
    return [" ".join(tokens[i : i + width]) for width in widths for i in range(len(tokens) - width + 1)]
