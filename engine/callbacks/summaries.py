"""Summaries in TensorBoard's wire format: protocol-buffer messages for scalars, histograms, images and models.

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


def varint(value: int) -> bytes:
    """An integer in groups of 7 bits, the lowest first."""
    value &= 0xFFFFFFFFFFFFFFFF
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def integer(field: int, value: int) -> bytes:
    return varint(field << 3 | VARINT) + varint(value)


def double(field: int, value: float) -> bytes:
    return varint(field << 3 | EIGHT_BYTES) + struct.pack("<d", value)


def length_delimited(field: int, data: bytes) -> bytes:
    """A field with a message, a string or bytes, which its length precedes."""
    return varint(field << 3 | BYTES) + varint(len(data)) + data


def first_event(wall_time: float) -> bytes:
    """``Event.file_version``, the first event of every file."""
    return double(1, wall_time) + length_delimited(3, b"brain.Event:2")


def event(wall_time: float, step: int, values: Iterable[bytes]) -> bytes:
    """An ``Event`` with a ``Summary`` of these values. wall_time: in seconds since 1970."""
    summary = b"".join(length_delimited(1, value) for value in values)
    return double(1, wall_time) + (integer(2, step) if step else b"") + length_delimited(5, summary)


def _value(tag: str, plugin: str, tensor: bytes, content: bytes = b"") -> bytes:
    """A ``Summary.Value``: a tensor for one of TensorBoard's plugins."""
    metadata = length_delimited(1, plugin.encode()) + (length_delimited(2, content) if content else b"")
    summary_metadata = length_delimited(9, length_delimited(1, metadata))
    return length_delimited(1, tag.encode()) + length_delimited(8, tensor) + summary_metadata


def _numeric_tensor(dtype: int, array: Array) -> bytes:
    """A ``TensorProto`` of a numeric array."""
    shape = b"".join(length_delimited(2, integer(1, n)) for n in array.shape)
    return integer(1, dtype) + length_delimited(2, shape) + length_delimited(4, array.tobytes())


def _string_tensor(strings: list[bytes], shape: bytes) -> bytes:
    """A ``TensorProto`` of strings."""
    return integer(1, DT_STRING) + length_delimited(2, shape) + b"".join(length_delimited(8, s) for s in strings)


def scalar(tag: str, value: float) -> bytes:
    """A scalar as float32."""
    return _value(tag, "scalars", _numeric_tensor(DT_FLOAT, np.asarray(value, "<f4")))


def histogram(tag: str, values: Array) -> bytes:
    """Counts of values in 30 equal intervals, as rows ``(low, high, count)`` in float64."""
    return _value(tag, "histograms", _numeric_tensor(DT_DOUBLE, np.ascontiguousarray(buckets(values), "<f8")))


def buckets(values: Array) -> Array:
    """The rows of a histogram, float64 ``(30, 3)``. If all values are equal, the last interval contains all of them."""
    flat = np.asarray(values, "float64").ravel()
    if not flat.size:
        return np.zeros((BUCKETS, 3))
    low, high = flat.min(), flat.max()
    if not high > low:
        counts = np.zeros(BUCKETS)
        counts[-1] = flat.size
        return np.stack([np.full(BUCKETS, high), np.full(BUCKETS, high), counts], axis=1)
    indices = np.minimum(np.floor((flat - low) / ((high - low) / BUCKETS)).astype(int), BUCKETS - 1)
    edges = np.linspace(low, high, BUCKETS + 1)
    return np.stack([edges[:-1], edges[1:], np.bincount(indices, minlength=BUCKETS)], axis=1)


def model_graph(tag: str, json: str) -> bytes:
    """A model's JSON, for TensorBoard's conceptual graph."""
    return _value(tag, "graph_keras_model", _string_tensor([json.encode()], b""), b"1")


def images(tag: str, pixels: Array) -> bytes:
    """Up to three grey images. pixels: ``(images, rows, columns)``, from 0 to 1."""
    rows, columns = pixels.shape[1:]
    pngs = [png(image) for image in (np.clip(pixels[:MAX_IMAGES], 0, 1) * 255.5).astype("uint8")]
    strings = [str(columns).encode(), str(rows).encode(), *pngs]
    return _value(tag, "images", _string_tensor(strings, length_delimited(2, integer(1, len(strings)))))


def png(grey: Array) -> bytes:
    """An 8-bit grey image as a PNG file; grey: ``(rows, columns)``. Source: W3C, PNG specification."""
    rows, columns = grey.shape
    lines = b"".join(b"\0" + line.tobytes() for line in grey)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
