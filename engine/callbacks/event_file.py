"""Event files for TensorBoard: a sequence of records with checksums.

A record is its length (uint64), the masked CRC-32C of these 8 bytes, the data, and the masked CRC-32C of the data, all
little-endian. Source: TensorFlow, ``lib/io/record_writer`` (TFRecord); CRC-32C: RFC 3720, appendix B.4.
"""

import os
import socket
import struct
import time
from functools import cache
from itertools import count
from pathlib import Path
from typing import final

from engine.callbacks.summaries import event, first_event

CASTAGNOLI = 0x82F63B78
"""The polynomial of CRC-32C, bit-reversed."""
_file_indices = count()


@cache
def _table() -> tuple[int, ...]:
    """The table for :func:`crc32c`: the remainder of each of the 256 bytes."""
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (CASTAGNOLI if byte & 1 else 0)  # noqa: PLW2901
        table.append(byte)
    return tuple(table)


def crc32c(data: bytes) -> int:
    """The CRC-32C of bytes."""
    table, crc = _table(), 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def mask_crc(crc: int) -> int:
    """A checksum as TFRecord stores it: checksums of data that contain checksums would otherwise be unreliable."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def frame_record(data: bytes) -> bytes:
    """The bytes of one record: its data with length and checksums."""
    length = struct.pack("<Q", len(data))
    return b"".join((length, struct.pack("<I", mask_crc(crc32c(length))), data,
                     struct.pack("<I", mask_crc(crc32c(data)))))


@final
class EventFile:
    """A file of events in a directory, which is created with the first event."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path: Path | None = None

    def write(self, step: int, *values: bytes) -> None:
        """Append one event with summary values, encoded by :mod:`engine.callbacks.summaries`."""
        data = frame_record(event(time.time(), step, values))
        if self.path is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            now = time.time()
            name = f"events.out.tfevents.{int(now)}.{socket.gethostname()}.{os.getpid()}.{next(_file_indices)}.v2"
            self.path = self.folder / name
            data = frame_record(first_event(now)) + data
        with self.path.open("ab") as file:
            file.write(data)
