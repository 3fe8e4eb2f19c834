"""Kept files: found by what is in them alone, whole or not at all, and never more than the limit."""

import os
from hashlib import sha256

import pytest

from engine.datasets import uploads
from engine.errors import ProblemError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(uploads.FOLDER_VARIABLE, str(tmp_path / "kept" / "here"))
    return tmp_path / "kept" / "here"


def code(function, *args):
    with pytest.raises(ProblemError) as caught:
        function(*args)
    assert str(caught.value)
    return caught.value.problem.code


def test_a_file_is_kept_by_its_hash(folder):
    key = uploads.keep(b"a,b\n1,2\n")
    assert key == sha256(b"a,b\n1,2\n").hexdigest()
    assert uploads.present(key)
    assert uploads.kept(key) == b"a,b\n1,2\n"
    assert uploads.keep(b"a,b\n1,2\n") == key
    assert [path.name for path in folder.iterdir()] == [key]


NO_KEYS = ["", "0" * 64, "0" * 63, "A" * 64, "../" + "0" * 61, "0" * 64 + "\n", None, 5, ["0" * 64]]


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key_of_a_file_is_missing(folder, key):
    uploads.keep(b"x")
    assert not uploads.present(key)
    assert code(uploads.kept, key) == "upload_missing"


def test_no_path_is_smuggled_in(folder):
    uploads.keep(b"x")
    outside = folder.parent / ("0" * 64)
    outside.write_bytes(b"secret")
    for key in (f"../{outside.name}", str(outside)):
        assert code(uploads.kept, key) == "upload_missing"


def test_a_file_that_was_changed_is_missing_until_it_is_kept_again(folder):
    key = uploads.keep(b"right")
    (folder / key).write_bytes(b"wrong")
    assert code(uploads.kept, key) == "upload_missing"
    assert uploads.keep(b"right") == key
    assert uploads.kept(key) == b"right"


def test_files_used_longest_ago_make_room(folder, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_TOTAL", 30)
    keys = [uploads.keep(bytes([n]) * 10) for n in range(3)]
    for age, key in zip((30, 20, 10), keys, strict=True):
        os.utime(folder / key, (1_000_000 - age,) * 2)
    uploads.kept(keys[0])
    (folder / "something else").write_bytes(b"x" * 100)
    newest = uploads.keep(b"n" * 10)
    assert [uploads.present(key) for key in (*keys, newest)] == [True, False, True, True]
    assert (folder / "something else").is_file()
    monkeypatch.setattr(uploads, "MAX_TOTAL", 5)
    assert uploads.present(uploads.keep(b"x"))


def test_limits_and_a_folder_that_cannot_be_written(folder, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE", 3)
    assert code(uploads.keep, b"four") == "csv_too_large"
    assert not folder.exists()
    folder.parent.mkdir()
    folder.write_bytes(b"a file, no folder")
    assert code(uploads.keep, b"x") == "upload_not_kept"


def test_the_usual_folder_is_the_users_own(monkeypatch):
    monkeypatch.delenv(uploads.FOLDER_VARIABLE, raising=False)
    assert uploads.folder().name == "uploads"
    assert "keras-blocks" in str(uploads.folder())
