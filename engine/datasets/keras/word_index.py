"""What IMDB and Reuters have in common: texts as lists of numbers, 1 for the most frequent word, in Keras's cache."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import fail
from engine.typing import Array
from engine.validators import Integer

Texts = list[list[int]]
MAX_INDEX_BYTES = 10_000_000


def shuffled(x: Array, y: Array, rng: np.random.RandomState) -> tuple[Array, Array]:
    """Texts and their labels in another order."""
    order = np.arange(len(x))
    rng.shuffle(order)
    return x[order], y[order]


def moved(texts: Array, start_char: int | None, index_from: int | None) -> Texts:
    """Each number ``index_from`` larger, with ``start_char`` before them; None is 0, and no number."""
    start = [] if start_char is None else [start_char]
    by = index_from or 0
    return [start + [word + by for word in text] for text in texts]


def shorter(maxlen: int | None, texts: Texts, labels: Any) -> tuple[Texts, Any]:
    """The texts of fewer than ``maxlen`` numbers; raises no_short_text if there is none."""
    if not maxlen:
        return texts, labels
    kept = [place for place, text in enumerate(texts) if len(text) < maxlen]
    if not kept:
        raise fail("no_short_text", "maxlen", maxlen=maxlen)
    return [texts[place] for place in kept], np.asarray(labels)[kept]


def limited(texts: Texts, num_words: int | None, skip_top: int, oov_char: int | None) -> Texts:
    """Numbers from ``skip_top`` to below ``num_words``; others become ``oov_char``, or are left out if that is None.

    num_words: None is the largest number there is, which, as in Keras, becomes ``oov_char`` itself.
    """
    Integer(low=1, optional=True).convert("num_words", num_words or None)
    top = num_words or max((max(text, default=0) for text in texts), default=0)
    if oov_char is None:
        return [[word for word in text if skip_top <= word < top] for text in texts]
    return [[word if skip_top <= word < top else oov_char for word in text] for text in texts]


def as_objects(texts: Texts) -> Array:
    """The texts as Keras hands them out: an array of lists."""
    return np.array(texts, dtype="object")


def word_index(path: Path) -> dict[str, int]:
    """Words with their ranks; raises bad_word_index."""
    try:
        if path.stat().st_size > MAX_INDEX_BYTES:
            raise ValueError("the file is too large")
        found = json.loads(path.read_text("utf-8"))
        if not isinstance(found, dict) or not all(type(rank) is int for rank in found.values()):
            raise ValueError("it holds no words with ranks")
    except (ValueError, RecursionError) as error:
        raise fail("bad_word_index", file=path.name, detail=str(error)[:200]) from None
    return found
