"""Kept files: found by what is in them alone, whole or not at all, and never more than the limit."""

import os
from hashlib import sha256

import pytest

from engine.datasets.uploads import file_store
from engine.errors import ProblemError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path / "kept" / "here"))
    return tmp_path / "kept" / "here"


def code(function, *args):
    with pytest.raises(ProblemError) as caught:
        function(*args)
    assert str(caught.value)
    return caught.value.problem.code


def test_a_file_is_kept_by_its_hash(folder):
    key = file_store.keep(b"a,b\n1,2\n")
    assert key == sha256(b"a,b\n1,2\n").hexdigest()
    assert file_store.present(key)
    assert file_store.kept(key) == b"a,b\n1,2\n"
    assert file_store.keep(b"a,b\n1,2\n") == key
    assert [path.name for path in folder.iterdir()] == [key]


NO_KEYS = ["", "0" * 64, "0" * 63, "A" * 64, "../" + "0" * 61, "0" * 64 + "\n", None, 5, ["0" * 64]]


@pytest.mark.parametrize("key", NO_KEYS)
def test_what_is_no_key_of_a_file_is_missing(folder, key):
    file_store.keep(b"x")
    assert not file_store.present(key)
    assert code(file_store.kept, key) == "upload_missing"


def test_no_path_is_smuggled_in(folder):
    file_store.keep(b"x")
    outside = folder.parent / ("0" * 64)
    outside.write_bytes(b"secret")
    for key in (f"../{outside.name}", str(outside)):
        assert code(file_store.kept, key) == "upload_missing"


def test_a_file_that_was_changed_is_missing_until_it_is_kept_again(folder):
    key = file_store.keep(b"right")
    (folder / key).write_bytes(b"wrong")
    assert code(file_store.kept, key) == "upload_missing"
    assert file_store.keep(b"right") == key
    assert file_store.kept(key) == b"right"


def test_files_used_longest_ago_make_room(folder, monkeypatch):
    monkeypatch.setattr(file_store, "MAX_TOTAL", 30)
    keys = [file_store.keep(bytes([n]) * 10) for n in range(3)]
    for age, key in zip((30, 20, 10), keys, strict=True):
        os.utime(folder / key, (1_000_000 - age,) * 2)
    file_store.kept(keys[0])
    (folder / "something else").write_bytes(b"x" * 100)
    newest = file_store.keep(b"n" * 10)
    assert [file_store.present(key) for key in (*keys, newest)] == [True, False, True, True]
    assert (folder / "something else").is_file()
    monkeypatch.setattr(file_store, "MAX_TOTAL", 5)
    assert file_store.present(file_store.keep(b"x"))


def test_limits_and_a_folder_that_cannot_be_written(folder, monkeypatch):
    monkeypatch.setattr(file_store, "MAX_FILE", 3)
    assert code(file_store.keep, b"four") == "csv_too_large"
    assert not folder.exists()
    folder.parent.mkdir()
    folder.write_bytes(b"a file, no folder")
    assert code(file_store.keep, b"x") == "upload_not_kept"


def test_the_usual_folder_is_the_users_own(monkeypatch):
    monkeypatch.delenv(file_store.FOLDER_VARIABLE, raising=False)
    assert file_store.folder().name == "uploads"
    assert "keras-blocks" in str(file_store.folder())
