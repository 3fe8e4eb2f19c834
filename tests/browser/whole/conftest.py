"""The app as a learner meets it: a server of its own with an empty store, and a page with what a learner does on it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import final

import pytest
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[3]
PATIENCE = 60
"""Seconds that the server may take to answer."""
BAD = re.compile(r'^\s+File ".*[/\\](app|engine)[/\\]|^ERROR')
"""Our own code in a traceback; what the server says when a page closes while it is being told something is no error."""


@final
class Server:
    """``panel serve app`` on a free port. Stopped and started again, it keeps its address and its store."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "server.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        self.url = f"http://{self.host}/app"
        self._environment = {
            **os.environ, "KERAS_BLOCKS_STORAGE": f"sqlite:///{folder / 'kept.sqlite'}", "KERAS_BLOCKS_WORKERS": "2",
            "KERAS_BLOCKS_UPLOADS": str(folder / "uploads"), "KERAS_HOME": str(folder / "keras"),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "panel", "serve", "app", "--port", self.host.split(":")[1],
                   "--address", "127.0.0.1", "--allow-websocket-origin", self.host]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=self._environment)
        until = time.monotonic() + 3 * PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url, timeout=PATIENCE).close()
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        pytest.fail(f"The app did not start:\n{self.log.read_text('utf-8')[-3000:]}", pytrace=False)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def complaints(self, since: int) -> list[str]:
        """Lines of the log that tell of an error, from a place in it."""
        lines = self.log.read_bytes()[since:].decode("utf-8", "replace").splitlines()
        return [line for line in lines if BAD.search(line)]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("app"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def no_error_in_the_log(server: Server) -> Iterator[None]:
    """A traceback on the server is a failure, wherever it came from."""
    before = server.log.stat().st_size
    yield
    assert server.complaints(before) == []


@final
class Learner:
    """A page of the app and what is done on it, found by the roles and names that are promised."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.reached: set[str] = set()
        page.on("request", lambda request: self.reached.add(request.url))
        page.on("websocket", lambda socket: self.reached.add(socket.url))

    def open(self, lesson: str = "") -> "Learner":
        self.page.goto(self.server.url + (f"?lesson={lesson}" if lesson else ""))
        return self.ready()

    def ready(self) -> "Learner":
        """Until the page stands whole: the controls and the bricks are drawn, and the server listens."""
        self.controls.get_by_role("button", name="학습 시작").wait_for()
        self.page.locator("#model .workshop[data-layout]").wait_for(state="attached")
        self.page.wait_for_function("() => window.Bokeh?.documents?.length > 0")
        return self

    def reload(self) -> "Learner":
        self.page.reload()
        return self.ready()

    # --- where things are -------------------------------------------------------------------------------------

    def cell(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=title, exact=True)

    @property
    def controls(self) -> Locator:
        return self.page.get_by_role("group", name="학습 조절").locator("..")

    @property
    def stack(self) -> Locator:
        return self.page.get_by_role("listbox", name="모델 블록")

    @property
    def palette(self) -> Locator:
        return self.page.get_by_role("listbox", name="레이어 블록")

    @property
    def inspector(self) -> Locator:
        return self.page.get_by_role("region", name="블록 설정")

    @property
    def status(self) -> Locator:
        """What happened last."""
        return self.controls.get_by_role("status")

    def bricks(self) -> Locator:
        return self.stack.get_by_role("option")

    def brick(self, n: int) -> Locator:
        return self.stack.get_by_role("option", name=re.compile(f"^{n}번째 블록, "))

    def offer(self, name: str) -> Locator:
        return self.palette.get_by_role("option", name=re.compile(f"^{name}\\b"))

    def press(self, name: str) -> None:
        self.controls.get_by_role("button", name=name).click()

    def box(self, role: str, name: str) -> Locator:
        return self.page.get_by_role(role, name=name, exact=True)

    def code(self, title: str) -> Locator:
        """The code face of a step, opened."""
        self.cell(title).get_by_role("tab", name="코드", exact=True).first.click()
        return self.cell(title).get_by_role("textbox", name="케라스 코드").first

    # --- what is expected -------------------------------------------------------------------------------------

    def expect_bricks(self, *names: str) -> None:
        expect(self.bricks()).to_have_count(len(names))
        for n, name in enumerate(names, 1):
            expect(self.brick(n)).to_have_accessible_name(re.compile(f"^{n}번째 블록, {name}, 출력 "))

    def expect_status(self, pattern: str) -> None:
        expect(self.status).to_have_text(re.compile(pattern))

    def expect_done(self, epochs: int) -> None:
        self.expect_status(f"^학습 완료 · {epochs}/{epochs} 에포크, loss ")
        expect(self.cell("모델 평가").get_by_role("table")).to_be_visible()

    def set_number(self, name: str, value: object) -> None:
        field = self.box("spinbutton", name).first
        field.fill(str(value))
        field.press("Enter")

    def validation(self, name: str = "정확도") -> float:
        """The newest value of a metric on the validation set, from the big numbers."""
        figure = self.page.locator(".figures .figure").filter(has=self.page.get_by_text(name, exact=True))
        return float(figure.locator(".note").inner_text().split()[-1])


@pytest.fixture
def learner(new_page: Callable[..., Page], server: Server) -> Callable[..., Learner]:
    """Makes learners: ``learner(width=390, has_touch=True)``; each is somebody new."""
    def make(**context: object) -> Learner:
        return Learner(new_page(**context), server)

    return make
