"""Measures page load, time to the first point and update rate of the app in a browser. Run it on a quiet machine:

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
SERVER_UPTIME = 20.0
"""Seconds from the start of the server to the press of the button."""
TARGET_ACCURACY = 0.95
BUSY_LOG = Path(tempfile.mkdtemp(), "busy.txt")
"""Log of the callbacks that blocked the server's event loop (monitored_server.py)."""
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
OBSERVE_UPDATES = """() => {
    const find = (node, name) => node.querySelector?.(name)
        ?? [...node.querySelectorAll('*')].map((one) => one.shadowRoot && find(one.shadowRoot, name)).find(Boolean);
    const root = find(document, '.run-controls');
    const seen = window.kbSeen = [];
    new MutationObserver(() => seen.push([performance.now(), root.querySelector('.figures')?.textContent ?? '',
        root.querySelector('.status').textContent])).observe(root, {subtree: true, childList: true, characterData: true});
    root.querySelector('[data-action=start]').addEventListener('click', () => { window.kbPressed = performance.now(); });
}"""


@contextmanager
def run_server() -> Iterator[str]:
    """Run the app on a free port with empty storage; yields its URL once it answers."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
        probe.close()
        server = str(Path(__file__).with_name("monitored_server.py"))
        command = [sys.executable, server, str(BUSY_LOG), "serve", "app", "--port", host.split(":")[1],
                   "--address", "127.0.0.1", "--allow-websocket-origin", host]
        environment = {**os.environ, "KERAS_BLOCKS_STORAGE": f"sqlite:///{folder}/storage.sqlite"}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            wait_for_server(f"http://{host}/app/autoload.js?bokeh-autoload-element=x", process)
            yield f"http://{host}/app"
        finally:
            process.terminate()
            process.wait(30)


def wait_for_server(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=60).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def measure_visit(page: Page, url: str, server_start: float) -> dict[str, float]:
    """Seconds of the steps of one visit, and the updates per second."""
    start_time, opened = time.perf_counter(), time.time()
    page.goto(url, timeout=120_000)
    start = page.get_by_role("button", name="학습 시작")
    start.wait_for(timeout=120_000)
    loaded = time.perf_counter() - start_time
    page.wait_for_timeout(max(0.0, SERVER_UPTIME - (time.perf_counter() - server_start)) * 1000)
    page.evaluate(OBSERVE_UPDATES)
    ready = time.time()
    start.click()
    page.get_by_role("status").filter(has_text="학습 완료").wait_for(timeout=120_000)
    pressed, seen = page.evaluate("() => [window.kbPressed, window.kbSeen]")
    first = next(at for at, figures, _ in seen if re.search(r"\d\.\d{4}", figures))
    target = next((at for at, figures, _ in seen if is_accurate(figures)), float("nan"))
    last = next(at for at, _, status in seen if "학습 완료" in status)
    updates = {figures: at for at, figures, _ in seen if at <= last}
    return {"page load": loaded, "press to first point": (first - pressed) / 1000,
            f"press to validation accuracy {TARGET_ACCURACY}": (target - pressed) / 1000,
            "press to the end": (last - pressed) / 1000,
            "updates per second": len(updates) / max(1e-9, (last - first) / 1000),
            "longest block of event loop, page opens": longest_block(opened, ready),
            "longest block of event loop, training": longest_block(ready, time.time())}


def longest_block(since: float, until: float) -> float:
    """Seconds of the longest callback of the server's event loop that began in this period."""
    calls = [line.split()[:2] for line in BUSY_LOG.read_text("utf-8").splitlines()] if BUSY_LOG.exists() else []
    return max((float(seconds) for start, seconds in calls if since <= float(start) <= until), default=0.0)


def is_accurate(figures: str) -> bool:
    """Whether the validation accuracy, the last of the figures, is at the target."""
    accuracies = re.findall(r"검증셋 (\d\.\d{4})", figures)
    return len(accuracies) > 1 and float(accuracies[-1]) >= TARGET_ACCURACY


def browser_path() -> str | None:
    names = ("chromium-headless-shell", "google-chrome", "chromium", "chromium-browser", "microsoft-edge")
    return next(filter(None, map(shutil.which, names)), None)


def main() -> None:
    with run_server() as url, sync_playwright() as playwright:
        server_start = time.perf_counter()
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        pages = (browser.new_context(viewport={"width": 1440, "height": 900}).new_page() for _ in range(3))
        visits = [measure_visit(page, url, server_start) for page in pages]
        browser.close()
    print(f"{'':40}{'first':>10}{'second':>10}{'third':>10}")
    for name in visits[0]:
        print(f"{name:40}" + "".join(f"{visit[name]:10.2f}" for visit in visits))


if __name__ == "__main__":
    main()
