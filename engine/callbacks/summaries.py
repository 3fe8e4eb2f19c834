"""Summaries in TensorBoard's wire format: the few protocol-buffer messages that scalars and histograms need.

Source of the messages and their field numbers: TensorFlow, ``util/event.proto``, ``framework/summary.proto``,
``framework/tensor.proto``; of the encoding: Protocol Buffers, "Encoding"; of the contents of each kind of summary:
TensorBoard, ``plugins/*/summary_v2``.
"""

import struct
import zlib
from collections.abc import Iterable

import numpy as np

from engine.typing import Array

VARINT, EIGHT_BYTES, BYTES = 0, 1, 2
DT_FLOAT, DT_DOUBLE, DT_STRING = 1, 2, 7
BUCKETS = 30
MAX_IMAGES = 3


def varint(number: int) -> bytes:
    """A whole number in groups of 7 bits, the lowest first."""
    number &= 0xFFFFFFFFFFFFFFFF
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def integer(field: int, number: int) -> bytes:
    return varint(field << 3 | VARINT) + varint(number)


def double(field: int, number: float) -> bytes:
    return varint(field << 3 | EIGHT_BYTES) + struct.pack("<d", number)


def block(field: int, data: bytes) -> bytes:
    """A message, a string or bytes: the length first."""
    return varint(field << 3 | BYTES) + varint(len(data)) + data


def first_event(wall_time: float) -> bytes:
    """``Event.file_version``, which every file begins with."""
    return double(1, wall_time) + block(3, b"brain.Event:2")


def event(wall_time: float, step: int, values: Iterable[bytes]) -> bytes:
    """An ``Event`` with a ``Summary`` of these values. wall_time: in seconds since 1970."""
    summary = b"".join(block(1, value) for value in values)
    return double(1, wall_time) + (integer(2, step) if step else b"") + block(5, summary)


def _value(tag: str, plugin: str, tensor: bytes, content: bytes = b"") -> bytes:
    """A ``Summary.Value``: a tensor, and the part of TensorBoard that shows it."""
    about = block(1, plugin.encode()) + (block(2, content) if content else b"")
    return block(1, tag.encode()) + block(8, tensor) + block(9, block(1, about))


def _numbers(dtype: int, array: Array) -> bytes:
    """A ``TensorProto`` of numbers."""
    shape = b"".join(block(2, integer(1, n)) for n in array.shape)
    return integer(1, dtype) + block(2, shape) + block(4, array.tobytes())


def _strings(strings: list[bytes], shape: bytes) -> bytes:
    """A ``TensorProto`` of strings."""
    return integer(1, DT_STRING) + block(2, shape) + b"".join(block(8, s) for s in strings)


def scalar(tag: str, value: float) -> bytes:
    """One number, as float32."""
    return _value(tag, "scalars", _numbers(DT_FLOAT, np.asarray(value, "<f4")))


def histogram(tag: str, values: Array) -> bytes:
    """How often numbers lie in each of 30 equal intervals, as rows ``(from, to, how many)`` in float64."""
    return _value(tag, "histograms", _numbers(DT_DOUBLE, np.ascontiguousarray(buckets(values), "<f8")))


def buckets(values: Array) -> Array:
    """The rows of a histogram: ``(30, 3)``. Where all numbers are the same, all lie in the last interval."""
    flat = np.asarray(values, "float64").ravel()
    if not flat.size:
        return np.zeros((BUCKETS, 3))
    low, high = flat.min(), flat.max()
    if not high > low:
        counts = np.zeros(BUCKETS)
        counts[-1] = flat.size
        return np.stack([np.full(BUCKETS, high), np.full(BUCKETS, high), counts], axis=1)
    places = np.minimum(np.floor((flat - low) / ((high - low) / BUCKETS)).astype(int), BUCKETS - 1)
    edges = np.linspace(low, high, BUCKETS + 1)
    return np.stack([edges[:-1], edges[1:], np.bincount(places, minlength=BUCKETS)], axis=1)


def text_of_model(tag: str, json: str) -> bytes:
    """A model's JSON, of which TensorBoard draws the conceptual graph."""
    return _value(tag, "graph_keras_model", _strings([json.encode()], b""), b"1")


def images(tag: str, pixels: Array) -> bytes:
    """Up to three grey images. pixels: ``(images, rows, columns)``, from 0 to 1."""
    rows, columns = pixels.shape[1:]
    pngs = [png(image) for image in (np.clip(pixels[:MAX_IMAGES], 0, 1) * 255.5).astype("uint8")]
    strings = [str(columns).encode(), str(rows).encode(), *pngs]
    return _value(tag, "images", _strings(strings, block(2, integer(1, len(strings)))))


def png(grey: Array) -> bytes:
    """A grey image of 8 bits as a PNG file; grey: ``(rows, columns)``. Source: W3C, PNG specification."""
    rows, columns = grey.shape
    lines = b"".join(b"\0" + line.tobytes() for line in grey)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
