"""The store of uploaded files: content-addressed, no partial files, limited in size."""

import os
from hashlib import sha256

import pytest

from engine.datasets.uploads import file_store
from engine.errors import ProblemError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path / "parent" / "uploads"))
    return tmp_path / "parent" / "uploads"


def code(function, *args):
    with pytest.raises(ProblemError) as caught:
        function(*args)
    assert str(caught.value)
    return caught.value.problem.code


def test_the_key_of_a_file_is_its_hash(folder):
    key = file_store.save(b"a,b\n1,2\n")
    assert key == sha256(b"a,b\n1,2\n").hexdigest()
    assert file_store.exists(key)
    assert file_store.load(key) == b"a,b\n1,2\n"
    assert file_store.save(b"a,b\n1,2\n") == key
    assert [path.name for path in folder.iterdir()] == [key]


INVALID_KEYS = ["", "0" * 64, "0" * 63, "A" * 64, "../" + "0" * 61, "0" * 64 + "\n", None, 5, ["0" * 64]]


@pytest.mark.parametrize("key", INVALID_KEYS)
def test_files_of_invalid_keys_are_missing(folder, key):
    file_store.save(b"x")
    assert not file_store.exists(key)
    assert code(file_store.load, key) == "upload_missing"


def test_paths_are_not_keys(folder):
    file_store.save(b"x")
    outside = folder.parent / ("0" * 64)
    outside.write_bytes(b"secret")
    for key in (f"../{outside.name}", str(outside)):
        assert code(file_store.load, key) == "upload_missing"


def test_a_changed_file_is_missing_until_it_is_saved_again(folder):
    key = file_store.save(b"right")
    (folder / key).write_bytes(b"wrong")
    assert code(file_store.load, key) == "upload_missing"
    assert file_store.save(b"right") == key
    assert file_store.load(key) == b"right"


def test_least_recently_used_files_are_evicted(folder, monkeypatch):
    monkeypatch.setattr(file_store, "MAX_TOTAL_BYTES", 30)
    keys = [file_store.save(bytes([n]) * 10) for n in range(3)]
    for age, key in zip((30, 20, 10), keys, strict=True):
        os.utime(folder / key, (1_000_000 - age,) * 2)
    file_store.load(keys[0])
    (folder / "something else").write_bytes(b"x" * 100)
    newest = file_store.save(b"n" * 10)
    assert [file_store.exists(key) for key in (*keys, newest)] == [True, False, True, True]
    assert (folder / "something else").is_file()
    monkeypatch.setattr(file_store, "MAX_TOTAL_BYTES", 5)
    assert file_store.exists(file_store.save(b"x"))


def test_large_files_and_unwritable_folders_are_refused(folder, monkeypatch):
    monkeypatch.setattr(file_store, "MAX_FILE_BYTES", 3)
    assert code(file_store.save, b"four") == "csv_too_large"
    assert not folder.exists()
    folder.parent.mkdir()
    folder.write_bytes(b"a file, no folder")
    assert code(file_store.save, b"x") == "upload_not_kept"


def test_the_default_folder_is_the_users_data_folder(monkeypatch):
    monkeypatch.delenv(file_store.FOLDER_VARIABLE, raising=False)
    assert file_store.folder().name == "uploads"
    assert "keras-blocks" in str(file_store.folder())
