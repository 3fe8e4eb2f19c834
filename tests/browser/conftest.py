"""A browser, a server and a page for the tests that look at the app as a learner does."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).parents[2]
PATIENCE = float(os.environ.get("KERAS_BLOCKS_PATIENCE", "60")) * 1000
"""Milliseconds that a state is waited for; a quiet machine needs few, one with many servers on two cores needs them."""
expect.set_options(timeout=PATIENCE)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
NAMES = ("chromium-headless-shell", "google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge",
         "microsoft-edge-stable", "chrome", "msedge")
APT_INSTALL = ("apt-get", "-o", "DPkg::Lock::Timeout=600", "install", "-y", "--no-install-recommends")
"""Waits for another test process that installs too."""
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
HELP = """The browser tests found no browser and could not get one. Do one of these, then run the tests again:
  - install Chrome, Chromium or Edge;
  - python -m playwright install --with-deps chromium
  - as root on Debian or Ubuntu: apt-get install chromium fonts-noto-cjk (or chromium-headless-shell, which is faster)
What was tried:
"""


def installed() -> str | None:
    """The path of a Chrome, Chromium or Edge of this machine; one that can only be headless starts and draws fastest."""
    return next(filter(None, map(shutil.which, NAMES)), None) or next(filter(os.path.exists, PLACES), None)


def run(*command: str) -> str:
    """Run a command; the end of what it said, for the message if nothing works."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"  {' '.join(command)}: {error}\n"
    return f"  {' '.join(command)}: exit {done.returncode} {(done.stdout + done.stderr)[-400:].strip()}\n"


def launch(playwright: Playwright) -> Browser:
    """An installed browser; else Playwright's own; else, as root on Debian or Ubuntu, the system's package."""
    def start(path: str | None) -> Browser:
        return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)

    if path := installed():
        return start(path)
    tried = ""
    for get in (None, (sys.executable, "-m", "playwright", "install", "chromium")):
        tried += run(*get) if get else ""
        try:
            return start(None)
        except Error as error:
            tried += f"  Playwright's own Chromium: {str(error).splitlines()[0]}\n"
    if shutil.which("apt-get") and os.geteuid() == 0:
        tried += run("apt-get", "update")
        for package in ("chromium-headless-shell", "chromium"):  # Ubuntu has only the second
            tried += run(*APT_INSTALL, package, "fonts-noto-cjk")
            if path := installed():
                return start(path)
    pytest.fail(HELP + tried, pytrace=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file; its absence is a failure that says what to do.

    It ends with the file, since Playwright's event loop keeps other tests of the process from running one of their own.
    """
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


def is_not_ours(message: ConsoleMessage) -> bool:
    return message.type != "error" or "favicon" in message.location.get("url", "")


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages: ``new_page(width=390, height=844, has_touch=True)``. An error in the console fails the test."""
    contexts, errors = [], []

    def make(width: int = 1440, height: int = 900, **more: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: None if is_not_ours(message) else errors.append(message.text))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of 1440 × 900 with a mouse."""
    return new_page()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Serves a file or folder with Panel and gives its address: ``serve("app")``, ``serve("app", VARIABLE="value")``.

    What the servers say is in ``servers.log`` of pytest's folder for temporary files.
    """
    folder = tmp_path_factory.mktemp("served")
    running: dict[tuple[object, ...], tuple[str, subprocess.Popen[bytes]]] = {}

    def start(target: str, **environment: str) -> str:
        key = (target, *sorted(environment.items()))
        if key not in running:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                address = f"127.0.0.1:{probe.getsockname()[1]}"
            command = [sys.executable, "-m", "panel", "serve", target, "--port", address.split(":")[1],
                       "--address", "127.0.0.1", "--allow-websocket-origin", address]
            with (folder / "servers.log").open("ab") as log:
                process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, **environment})
            running[key] = (f"http://{address}/{Path(target).stem}", process)
            wait_for(f"http://{address}/static/js/bokeh.min.js", process)
        return running[key][0]

    yield start
    for _, process in running.values():
        process.terminate()
        process.wait(20)


def wait_for(url: str, process: "subprocess.Popen[bytes]", seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server at {url} did not answer (exit code {process.poll()}).", pytrace=False)


COMPONENTS = "tests/browser/components_harness.py"


@pytest.fixture
def show(serve: Callable[[str], str], new_page: Callable[..., Page]) -> Callable[..., Page]:
    def start(part: str, **context: Any) -> Page:
        page = new_page(**context)
        page.goto(f"{serve(COMPONENTS)}?part={part}")
        page.locator("main .kit").first.wait_for(state="attached")
        return page

    return start


WORKSHOP = "tests/browser/workshop_harness.py"
STACK = "모델 블록"


@pytest.fixture
def workshop(serve: Callable[[str], str], new_page: Callable[..., Page]) -> Callable[..., Page]:
    def start(stack: str = "full", query: str = "", **context: object) -> Page:
        page = new_page(**context)
        page.goto(f"{serve(WORKSHOP)}?stack={stack}{query}")
        page.get_by_role("listbox", name=STACK).wait_for(state="attached")
        page.wait_for_function("() => document.querySelector('main') !== null")
        return page

    return start
