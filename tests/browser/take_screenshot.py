"""Takes README's picture: the free experiment after a run. Run from the repository: python tests/browser/take_screenshot.py"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from conftest import launch
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SIZE = {"width": 1280, "height": 2200}
"""High enough for the cells from the model to its training."""


def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "KERAS_BLOCKS_STORAGE": f"sqlite:///{folder}/notebooks.sqlite"}
        server = subprocess.Popen([sys.executable, "-m", "panel", "serve", "app", "--port", str(port)], cwd=ROOT,
                                  env=environment)
        try:
            photograph(f"http://127.0.0.1:{port}/app")
        finally:
            server.terminate()
            server.wait()


def photograph(address: str) -> None:
    wait_for(address)
    with sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_page(viewport=SIZE, device_scale_factor=1, color_scheme="light")
        page.goto(address, timeout=120_000)
        page.get_by_role("button", name="학습 시작").click(timeout=120_000)
        page.get_by_role("status").filter(has_text="학습 완료").first.wait_for(timeout=120_000)
        page.locator("#model [role=option][data-index='1']").click()
        page.mouse.move(2, 2)
        page.locator("#model").evaluate("e => window.scrollTo({top: e.offsetTop - 64, behavior: 'instant'})")
        page.wait_for_timeout(1_500)
        end = page.locator("#fit").bounding_box()
        page.screenshot(path=ROOT / "screenshot.png",
                        clip={"x": 0, "y": 0, "width": SIZE["width"], "height": end["y"] + end["height"] + 16})


def wait_for(address: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urlopen(address).read()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(address)


if __name__ == "__main__":
    main()
