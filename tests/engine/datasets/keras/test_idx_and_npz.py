"""Malformed IDX and npz files (truncated, huge sizes, wrong types) raise a ProblemError and allocate little memory."""

import gzip
import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.keras.idx import check_idx, read_idx
from engine.datasets.keras.npz import read_uint8
from engine.errors import ProblemError

IMAGES = np.arange(2 * 28 * 28, dtype="uint8").reshape(2, 28, 28)


def header(*axes, magic=(0, 0, 8)):
    return bytes((*magic, len(axes))) + struct.pack(f">{len(axes)}I", *axes)


GOOD = header(2, 28, 28) + IMAGES.tobytes()


def npy(array, shape=None):
    """The npy bytes of an array, with a false shape in its header if one is given."""
    raw = io.BytesIO()
    description = {"descr": array.dtype.str, "fortran_order": False, "shape": shape or array.shape}
    np.lib.format.write_array_header_1_0(raw, description)
    return raw.getvalue() + array.tobytes()


def archive(path, content, name="x.npy"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return path


def problem_of(call, *args):
    with pytest.raises(ProblemError) as caught:
        call(*args)
    return str(caught.value)


def test_valid_files_are_read(tmp_path):
    path = tmp_path / "good.gz"
    path.write_bytes(gzip.compress(GOOD))
    np.testing.assert_array_equal(read_idx(path, (28, 28)), IMAGES)
    check_idx(path, (28, 28))
    archive(tmp_path / "good.npz", npy(IMAGES))
    np.testing.assert_array_equal(read_uint8(tmp_path / "good.npz", {"x": (28, 28)})["x"], IMAGES)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "must begin with"),
        (header(2, 28, 28, magic=(0, 0, 9)) + IMAGES.tobytes(), "must begin with 00000803"),
        (header(2, 28, 28, magic=(1, 0, 8)), "must begin with"),
        (header(2, 28), "must begin with"),
        (header(2, 28, 29) + IMAGES.tobytes(), "must be uint8 of shape"),
        (header(2**32 - 1, 28, 28), "must be uint8 of shape"),
        (header(0, 28, 28), "must be uint8 of shape"),
        (header(2, 28, 28)[:9], "must begin with"),
        (GOOD[:-1], "must have 1568 bytes. Received: 1567"),
        (GOOD + b"\0", "must have 1568 bytes. Received: 1569"),
        (header(900_000, 28, 28) + b"\0" * 10, "Received: 10"),
    ],
)
def test_bad_idx_content_is_refused(tmp_path, content, message):
    path = tmp_path / "bad.gz"
    path.write_bytes(gzip.compress(content))
    assert message in problem_of(read_idx, path, (28, 28))


def test_bad_gzip_is_refused(tmp_path):
    path = tmp_path / "bad.gz"
    path.write_bytes(b"no gzip")
    assert "bad.gz is not the expected IDX file" in problem_of(read_idx, path, (28, 28))
    path.write_bytes(gzip.compress(GOOD)[:-20])
    assert "EOFError" in problem_of(read_idx, path, (28, 28))
    assert "FileNotFoundError" in problem_of(read_idx, tmp_path / "none.gz", (28, 28))
    broken = bytearray(gzip.compress(GOOD))
    broken[-6] ^= 1
    path.write_bytes(broken)
    assert "CRC" in problem_of(read_idx, path, (28, 28))
    assert "not the expected" in problem_of(check_idx, tmp_path / "none.gz", (28, 28))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (npy(IMAGES, (10**12, 28, 28)), "must be u1 of shape"),
        (npy(IMAGES, (900_000, 28, 28)), "Received: 1568"),
        (npy(IMAGES, (2, 28)), "must be u1 of shape"),
        (npy(IMAGES.astype("int16")), "Received: int16"),
        (npy(IMAGES)[:-1], "Received: 1567"),
        (npy(IMAGES) + b"\0", "Received: 1569"),
        (b"", "not the expected npz"),
        (b"\x93NUMPY\x09\x09", "not the expected npz"),
    ],
)
def test_bad_npz_content_is_refused(tmp_path, content, message):
    path = archive(tmp_path / "bad.npz", content)
    assert message in problem_of(read_uint8, path, {"x": (28, 28)})


def test_npz_without_the_array_or_with_pickles_is_refused(tmp_path):
    path = tmp_path / "bad.npz"
    np.savez(path, y=IMAGES)
    assert "KeyError" in problem_of(read_uint8, path, {"x": (28, 28)})
    np.savez(path, x=np.array([{"a": 1}], dtype=object))
    assert "Received: object" in problem_of(read_uint8, path, {"x": (28, 28)})
    path.write_bytes(b"no zip")
    assert "BadZipFile" in problem_of(read_uint8, path, {"x": (28, 28)})


def test_sizes_are_checked_before_memory_is_allocated(tmp_path):
    idx, npz = tmp_path / "bad.gz", archive(tmp_path / "bad.npz", npy(IMAGES, (10**9, 28, 28)))
    idx.write_bytes(gzip.compress(header(4_000_000_000, 28, 28)))
    tracemalloc.start()
    problem_of(read_idx, idx, (28, 28))
    problem_of(read_uint8, npz, {"x": (28, 28)})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@given(content=st.binary(max_size=200), inside=st.booleans())
def test_arbitrary_bytes_raise_a_problem(tmp_path_factory, content, inside):
    folder = tmp_path_factory.getbasetemp()
    idx, npz = folder / "any.gz", folder / "any.npz"
    idx.write_bytes(gzip.compress(content) if inside else content)
    problem_of(read_idx, idx, (28, 28))
    if inside:
        archive(npz, content)
    else:
        npz.write_bytes(content)
    problem_of(read_uint8, npz, {"x": (28, 28)})


@given(index=st.integers(0, 2000), value=st.integers(0, 255))
def test_npz_with_a_changed_byte_is_read_or_raises_a_problem(tmp_path_factory, index, value):
    path = archive(tmp_path_factory.getbasetemp() / "changed.npz", npy(IMAGES))
    content = bytearray(path.read_bytes())
    content[index % len(content)] = value
    path.write_bytes(content)
    try:
        assert read_uint8(path, {"x": (28, 28)})["x"].shape == IMAGES.shape
    except ProblemError as error:
        assert error.problem.code == "bad_npz"  # noqa: PT017
