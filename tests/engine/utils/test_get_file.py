"""get_file: file names and folders as in Keras, hashes, and safe extraction of archives."""

import hashlib
import io
import tarfile
import tempfile
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from engine.errors import ProblemError
from engine.utils import archives, get_file

TEXT = b"so sprach Zarathustra"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Log nothing."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "keras"


@pytest.fixture
def site(tmp_path, home):
    """A folder that a server on loopback serves, and its address."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "text.txt").write_bytes(TEXT)
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield folder, f"http://127.0.0.1:{http.server_port}/"
    http.shutdown()
    thread.join()
    http.server_close()


def make_archive(kind, names):
    data = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(data, "w") as file:
            for name in names:
                file.writestr(name, TEXT)
    else:
        with tarfile.open(fileobj=data, mode="w:gz") as file:
            for name in names:
                info = tarfile.TarInfo(name)
                info.size = len(TEXT)
                file.addfile(info, io.BytesIO(TEXT))
    return data.getvalue()


def test_a_file_is_downloaded_once(site, home, capsys):
    folder, url = site
    path = get_file("own.txt", url + "text.txt")
    assert path == str(home / "datasets" / "own.txt")
    assert Path(path).read_bytes() == TEXT
    assert "Downloading data from" in capsys.readouterr().out
    (folder / "text.txt").write_bytes(b"changed")
    assert Path(get_file("own.txt", url + "text.txt")).read_bytes() == TEXT
    assert Path(get_file("own.txt", url + "text.txt", force_download=True)).read_bytes() == b"changed"


def test_files_are_cached_under_the_names_of_keras(site, home, tmp_path):
    _, url = site
    assert get_file(origin=url + "text.txt?raw=1") == str(home / "datasets" / "text.txt")
    assert get_file(origin=url + "text.txt", cache_subdir="books") == str(home / "books" / "text.txt")
    assert get_file(origin=url + "text.txt", cache_dir=tmp_path / "other") == str(tmp_path / "other/datasets/text.txt")


def test_hashes_are_checked(site):
    _, url = site
    sha, md5 = hashlib.sha256(TEXT).hexdigest(), hashlib.md5(TEXT).hexdigest()
    get_file("a", url + "text.txt", file_hash=sha)
    path = Path(get_file("b", url + "text.txt", md5_hash=md5))
    path.write_bytes(b"half")
    assert Path(get_file("b", url + "text.txt", file_hash=md5, hash_algorithm="md5")).read_bytes() == TEXT
    with pytest.raises(ProblemError, match="SHA-256 differs") as caught:
        get_file("c", url + "text.txt", file_hash="0" * 64)
    assert caught.value.problem.code == "url_failed"


@pytest.mark.parametrize(("kind", "name", "folder_name"), [
    ("zip", None, "data.bin"), ("tar", None, "data.bin"), ("zip", "own", "own"), ("tar", "own.tar.gz", "own_extracted")])
def test_archives_are_extracted(kind, name, folder_name, site, home):
    folder, url = site
    (folder / "data.bin").write_bytes(make_archive(kind, ["a/one.txt", "two.txt"]))
    path = get_file(name, url + "data.bin", extract=True)
    assert path == str(home / "datasets" / folder_name)
    assert (Path(path) / "a" / "one.txt").read_bytes() == TEXT
    assert get_file(name, url + "data.bin", untar=True) == path if kind == "tar" else True


def test_a_file_that_is_no_archive_warns(site):
    with pytest.warns(UserWarning, match="Could not extract archive"):
        get_file("text.txt", site[1] + "text.txt", extract=True)


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_malicious_archives_extract_nothing(kind, site, home, monkeypatch):
    folder, url = site
    (folder / "out.bin").write_bytes(make_archive(kind, ["fine.txt", "../../outside.txt"]))
    with pytest.raises(ProblemError, match="could not be unpacked"):
        get_file("out", url + "out.bin", extract=True)
    monkeypatch.setattr(archives, "MAX_EXTRACTED_BYTES", 10)
    (folder / "big.bin").write_bytes(make_archive(kind, ["fine.txt"]))
    with pytest.raises(ProblemError, match="over the limit"):
        get_file("big", url + "big.bin", extract=True)
    assert sorted(p.name for p in (home / "datasets").iterdir()) == ["big_archive", "out_archive"]
    assert not list(home.rglob("outside.txt"))


@pytest.mark.parametrize(("arguments", "code"), [
    ({}, "required"), ({"fname": "a/b", "origin": "http://127.0.0.1/x"}, "not_a_file_name"),
    ({"origin": "http://127.0.0.1:9/"}, "not_a_file_name"), ({"origin": "ftp://127.0.0.1/x"}, "url_failed"),
    ({"origin": "http://127.0.0.1:9/x"}, "url_failed")])
def test_invalid_arguments_are_refused(arguments, code, home):
    with pytest.raises(ProblemError) as caught:
        get_file(**arguments)
    assert caught.value.problem.code == code
