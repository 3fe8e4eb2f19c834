"""What a file is, by its bytes: text with its encoding, an Excel workbook, or something that is no table."""

import io
import json
import re
import zipfile

from engine.datasets.uploads.read_plan import MAX_BYTES, Format
from engine.errors import fail

SIGNATURES = (
    (b"%PDF", "pdf"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"),
    (b"\x1f\x8b", "gzip"), (b"PAR1", "parquet"), (b"ARROW1", "arrow"), (b"\x89HDF", "hdf5"), (b"\x93NUMPY", "numpy"),
    (b"SQLite format 3\0", "sqlite"), (b"{\\rtf", "rtf"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!", "rar"),
    (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"HWP Document File", "hwp"), (b"\x80\x04\x95", "pickle"),
    (b"\x80\x05\x95", "pickle"),
)  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = (
    (b"HWP Document File", "hwp"), ("Workbook".encode("utf-16-le"), "xls"), ("Book".encode("utf-16-le"), "xls"),
    ("WordDocument".encode("utf-16-le"), "doc"), ("PowerPoint".encode("utf-16-le"), "ppt"),
    ("EncryptedPackage".encode("utf-16-le"), "encrypted"),
)  # fmt: skip
ZIP_MEMBERS = (
    ("xl/workbook.bin", "xlsb"), ("word/", "docx"), ("ppt/", "pptx"), ("Contents/", "hwpx"), ("content.xml", "ods"),
)  # fmt: skip
WORKBOOK = "xl/workbook.xml"
MARKUP = ((re.compile(r"\s*<(!doctype html|html|table|head|meta|body|div)\b", re.IGNORECASE), "html"),
          (re.compile(r"\s*<\?xml"), "xml"))
TEXT_START = 500
"""Letters at the beginning of a text in which markup is looked for."""

MIN_ZEROS = 4
ZERO_SHARE = 0.05
"""Share of zero bytes, all at even or all at odd positions, from which on a text is in UTF-16: half of each comma."""

LINE_END = "\n".encode("utf-16-le")

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def recognise(data: bytes) -> Format:
    """The format of a file that can be read.

    Raises a ProblemError with code ``csv_too_large`` if it is over the limit, and with code ``csv_other_format`` if it
    is recognised as something else.
    """
    if len(data) > MAX_BYTES:
        raise fail("csv_too_large", size=len(data), limit=MAX_BYTES)
    name = ""
    if data.startswith(b"PK\x03\x04"):
        name = _zip_format(data)
    elif data.startswith(OLE):
        name = next((format_ for mark, format_ in OLE_STREAMS if mark in data), "ole")
    else:
        name = next((format_ for mark, format_ in SIGNATURES if data.startswith(mark) and not _is_text(data)), "")
    if name == "excel":
        return "excel"
    if name:
        raise fail("csv_other_format", format=name)
    return "text"


def _is_text(data: bytes) -> bool:
    """Whether a file that begins like another format is text, such as a table whose first column is named BMI."""
    return all(byte >= 32 or byte in b"\t\r\n" for byte in data[:64]) and not data.startswith((b"%PDF", b"{\\rtf"))


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip"
    if WORKBOOK in names:
        return "excel"
    return next((format_ for start, format_ in ZIP_MEMBERS if any(name.startswith(start) for name in names)), "zip")


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and its encoding, as Python names it; by default the one that fits.

    Raises a ProblemError with code ``csv_bad_encoding`` if it is no text in a known encoding, and with code
    ``csv_other_format`` if the text is a page or a document of another kind.
    """
    text, used = _decoded(data, [encoding] if encoding else _candidates(data))
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise fail("csv_bad_encoding", line=text.count("\n", 0, text.index("\0")) + 1)
    name = next((format_ for pattern, format_ in MARKUP if pattern.match(text[:TEXT_START])), "")
    if name or _is_json(text):
        raise fail("csv_other_format", format=name or "json")
    return text, used


def _candidates(data: bytes) -> list[str]:
    """The encodings to try in turn: the one of the byte order mark; UTF-16 for its zero bytes; else UTF-8 and CP949,
    which Korean spreadsheet programs use."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return [encoding]
    start = data[:10_000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    least = max(MIN_ZEROS, ZERO_SHARE * len(start))
    ends = start.count(b"\n")
    if odd >= least and not even and 2 * start.count(LINE_END) >= ends > 0:
        return ["utf-16-le"]
    if even >= least and not odd and 2 * start.count(LINE_END[::-1]) >= ends > 0:
        return ["utf-16-be"]
    return ["utf-8", "cp949"]


def _decoded(data: bytes, encodings: list[str]) -> tuple[str, str]:
    position = 0
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            position = max(position, error.start)
    raise fail("csv_bad_encoding", line=data.count(b"\n", 0, position) + 1)


def _is_json(text: str) -> bool:
    start, end = text[:TEXT_START].lstrip(), text[-TEXT_START:].rstrip()
    if not (start.startswith(("{", "[")) and end.endswith(("}", "]"))):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
