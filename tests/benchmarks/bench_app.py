"""How quick the app is for whoever presses the button: seconds, and updates a second. Run it on a quiet machine:

    python tests/benchmarks/bench_app.py
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
UP = 20.0
"""Seconds that the server has been up when the button is pressed."""
GOAL = 0.95
NOTES = Path(tempfile.mkdtemp(), "busy.txt")
"""Where the server notes for how long its event loop was busy with one thing."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
WATCH = """() => {
    const find = (node, name) => node.querySelector?.(name)
        ?? [...node.querySelectorAll('*')].map((one) => one.shadowRoot && find(one.shadowRoot, name)).find(Boolean);
    const root = find(document, '.run-controls');
    const seen = window.kbSeen = [];
    new MutationObserver(() => seen.push([performance.now(), root.querySelector('.figures')?.textContent ?? '',
        root.querySelector('.status').textContent])).observe(root, {subtree: true, childList: true, characterData: true});
    root.querySelector('[data-action=start]').addEventListener('click', () => { window.kbPressed = performance.now(); });
}"""


@contextmanager
def served() -> Iterator[str]:
    """The app on a free port with an empty store; gives its address when it answers."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
        probe.close()
        command = [sys.executable, str(Path(__file__).with_name("watched_server.py")), str(NOTES), "serve", "app", "--port",
                   host.split(":")[1], "--address", "127.0.0.1", "--allow-websocket-origin", host]
        environment = {**os.environ, "KERAS_BLOCKS_STORAGE": f"sqlite:///{folder}/kept.sqlite"}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            answered(f"http://{host}/app/autoload.js?bokeh-autoload-element=x", process)
            yield f"http://{host}/app"
        finally:
            process.terminate()
            process.wait(30)


def answered(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=60).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def measured(page: Page, url: str, up_since: float) -> dict[str, float]:
    """Everything of one visit, in seconds but for the rate."""
    began, opened = time.perf_counter(), time.time()
    page.goto(url, timeout=120_000)
    start = page.get_by_role("button", name="학습 시작")
    start.wait_for(timeout=120_000)
    loaded = time.perf_counter() - began
    page.wait_for_timeout(max(0.0, UP - (time.perf_counter() - up_since)) * 1000)
    page.evaluate(WATCH)
    ready = time.time()
    start.click()
    page.get_by_role("status").filter(has_text="학습 완료").wait_for(timeout=120_000)
    pressed, seen = page.evaluate("() => [window.kbPressed, window.kbSeen]")
    first = next(at for at, figures, _ in seen if re.search(r"\d\.\d{4}", figures))
    good = next((at for at, figures, _ in seen if reached(figures)), float("nan"))
    last = next(at for at, _, status in seen if "학습 완료" in status)
    updates = {figures: at for at, figures, _ in seen if at <= last}
    return {"page load": loaded, "press to first point": (first - pressed) / 1000,
            f"press to validation accuracy {GOAL}": (good - pressed) / 1000, "press to the end": (last - pressed) / 1000,
            "updates per second": len(updates) / max(1e-9, (last - first) / 1000),
            "event loop busy at most, page opens": busiest(opened, ready),
            "event loop busy at most, training": busiest(ready, time.time())}


def busiest(since: float, until: float) -> float:
    """Seconds for which the server's event loop was busy with one thing, at the most, in that time."""
    notes = [line.split()[:2] for line in NOTES.read_text("utf-8").splitlines()] if NOTES.exists() else []
    return max((float(took) for began, took in notes if since <= float(began) <= until), default=0.0)


def reached(figures: str) -> bool:
    """Whether the accuracy on the validation set, the last of the numbers, is good."""
    found = re.findall(r"검증셋 (\d\.\d{4})", figures)
    return len(found) > 1 and float(found[-1]) >= GOAL


def browser_path() -> str | None:
    names = ("chromium-headless-shell", "google-chrome", "chromium", "chromium-browser", "microsoft-edge")
    return next(filter(None, map(shutil.which, names)), None)


def main() -> None:
    with served() as url, sync_playwright() as playwright:
        up_since = time.perf_counter()
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        visits = [measured(browser.new_context(viewport={"width": 1440, "height": 900}).new_page(), url, up_since)
                  for _ in range(3)]
        browser.close()
    print(f"{'':40}{'first':>10}{'second':>10}{'third':>10}")
    for name in visits[0]:
        print(f"{name:40}" + "".join(f"{visit[name]:10.2f}" for visit in visits))


if __name__ == "__main__":
    main()
