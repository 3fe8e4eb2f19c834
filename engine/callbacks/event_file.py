"""Event files: the framing that TensorBoard reads, records one after another, each with its checksums.

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
"""The polynomial of CRC-32C, its bits in reverse."""
_numbers = count()


@cache
def _table() -> tuple[int, ...]:
    """The checksum of every single byte."""
    found = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (CASTAGNOLI if byte & 1 else 0)  # noqa: PLW2901
        found.append(byte)
    return tuple(found)


def crc32c(data: bytes) -> int:
    """The CRC-32C of some bytes."""
    table, crc = _table(), 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def masked(crc: int) -> int:
    """A checksum as TFRecord stores it, so that a checksum over data that holds checksums stays sound."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def record(data: bytes) -> bytes:
    """One record with its frame."""
    length = struct.pack("<Q", len(data))
    return b"".join((length, struct.pack("<I", masked(crc32c(length))), data,
                     struct.pack("<I", masked(crc32c(data)))))


@final
class EventFile:
    """A file of events in a folder; made at the first event, so that an idle one leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path: Path | None = None

    def write(self, step: int, *values: bytes) -> None:
        """Append one event of some summary values."""
        data = record(event(time.time(), step, values))
        if self.path is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            now = time.time()
            name = f"events.out.tfevents.{int(now)}.{socket.gethostname()}.{os.getpid()}.{next(_numbers)}.v2"
            self.path = self.folder / name
            data = record(first_event(now)) + data
        with self.path.open("ab") as file:
            file.write(data)
