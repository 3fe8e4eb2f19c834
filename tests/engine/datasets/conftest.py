"""A download server on loopback with programmable failures, an empty Keras cache, and the real files if present."""

import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from engine.datasets import downloader
from engine.datasets.keras import file_cache


class Server:
    """Serves ``files`` by name. Names in ``cut`` are truncated, in ``stalled`` stop halfway, in ``slow`` never answer."""

    def __init__(self):
        self.files, self.requests = {}, []
        self.cut, self.stalled, self.slow = set(), set(), set()
        self.stopped = Event()

    def answer(self, handler):
        name = handler.path.lstrip("/")
        self.requests.append(name)
        if name in self.slow:
            self.stopped.wait(10)
            return
        content = self.files.get(name)
        handler.send_response(404 if content is None else 200)
        handler.send_header("Content-Length", str(len(content or b"")))
        handler.end_headers()
        content = content or b""
        handler.wfile.write(content[: len(content) // 2] if name in self.cut | self.stalled else content)
        if name in self.stalled:
            self.stopped.wait(10)


@pytest.fixture
def keras_home(tmp_path, monkeypatch):
    """An empty cache folder; nothing outside tmp_path is read or written."""
    home = tmp_path / "keras"
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.delenv("KERAS_BLOCKS_MNIST", raising=False)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return home


@pytest.fixture
def server(keras_home, monkeypatch):
    """A running server, set as the mirror of all downloads."""
    fake = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            fake.answer(self)

        def log_message(self, *_):
            """Log nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv(file_cache.BASE_VARIABLE, f"http://127.0.0.1:{http.server_port}/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(downloader, "TIMEOUT", (0.5, 0.5))
    yield fake
    fake.stopped.set()
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture(scope="session")
def real_data():
    """The folder of real files, ``shared/data`` beside the repository or in a parent folder."""
    for folder in Path(__file__).resolve().parents[3].parents:
        if (folder / "shared" / "data" / "mnist").is_dir():
            return folder / "shared" / "data"
    pytest.skip("real data: no folder shared/data beside the repository")
