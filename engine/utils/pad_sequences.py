"""pad_sequences: pad or truncate sequences of different lengths to one array."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import fail
from engine.limits import MAX_BATCH_ELEMENTS
from engine.typing import Array
from engine.validators import Choice

SIDES = Choice(choices=("pre", "post"))


def pad_sequences(sequences: Sequence[Any], maxlen: int | None = None, dtype: Any = "int32", padding: str = "pre",
                  truncating: str = "pre", value: Any = 0.0) -> Array:
    """An array ``(len(sequences), maxlen, …)`` of padded or truncated sequences. Source: Keras 3, ``utils``.

    maxlen: None is the longest length. value: for padding. padding, truncating: the side, ``"pre"`` or ``"post"``.
    """
    SIDES.check("padding", padding)
    SIDES.check("truncating", truncating)
    lengths = _lengths(sequences)
    longest = max(lengths, default=0) if maxlen is None else maxlen
    first = next((s for s, length in zip(sequences, lengths, strict=True) if length), ())
    item_shape = np.asarray(first).shape[1:]
    is_text = any(np.issubdtype(dtype, kind) for kind in (np.str_, np.bytes_))
    if isinstance(value, str) and dtype is not object and not is_text:
        raise fail("text_among_numbers", "value", dtype=dtype, value=value)
    size = len(lengths) * longest * int(np.prod(item_shape, dtype=object))
    if size > MAX_BATCH_ELEMENTS:
        raise fail("too_large", "maxlen", argument="the array", high=MAX_BATCH_ELEMENTS, value=size)
    padded = np.full((len(lengths), longest, *item_shape), value, dtype=dtype)
    for row, sequence in enumerate(sequences):
        if not lengths[row] or not longest:
            continue
        items = np.asarray(sequence[-longest:] if truncating == "pre" else sequence[:longest], dtype=dtype)
        if items.shape[1:] != item_shape:
            raise fail("uneven_items", "sequences", place=row, expected=item_shape, received=items.shape[1:])
        if padding == "post":
            padded[row, : len(items)] = items
        else:
            padded[row, longest - len(items):] = items
    return padded


def _lengths(sequences: Any) -> list[int]:
    if not hasattr(sequences, "__len__") or isinstance(sequences, str):
        raise fail("not_sequences", "sequences", argument="sequences", value=type(sequences).__name__)
    for sequence in sequences:
        if not hasattr(sequence, "__len__") or isinstance(sequence, str):
            raise fail("not_sequences", "sequences", argument="sequences", value=sequence)
    return [len(sequence) for sequence in sequences]
