"""Measures the longest block of the server's event loop during each action of a learner.

    python tests/benchmarks/bench_loop.py

In milliseconds of the loop's thread: CPU time, which other processes do not lengthen, and wall time.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench_app import BROWSER_ARGUMENTS, BUSY_LOG, browser_path, run_server
from playwright.sync_api import Page, sync_playwright

MAX_BLOCK_MS = 50
"""Longest block of the event loop that is acceptable."""
SETTLE_MS = 2500
"""Wait after an action, until its consequences are drawn."""
Report = Callable[[str], None]


def visit(page: Page, url: str, report: Report) -> None:
    """Perform the actions of one learner; report the name of each when it is over."""
    open_page(page, url)
    report("page opens")
    for tab in ("곡선", "예측", "가중치", "코드"):
        page.get_by_role("tablist", name="결과").get_by_role("tab", name=tab, exact=True).click()
        page.wait_for_timeout(SETTLE_MS)
        report(f"tab {tab}")
        train(page)
        report(f"training of digits, tab {tab}")
    page.get_by_role("listbox", name="레이어 블록").get_by_role("option", name=re.compile("^Dropout")).press("Enter")
    page.wait_for_timeout(SETTLE_MS)
    report("brick is added")
    page.get_by_role("region", name="블록 설정").get_by_role("spinbutton", name="rate").fill("0.3")
    page.wait_for_timeout(SETTLE_MS)
    report("brick is changed")
    page.get_by_role("combobox", name="데이터셋", exact=True).select_option("spiral")
    page.wait_for_timeout(SETTLE_MS)
    report("data is changed")
    page.get_by_role("tab", name="예측", exact=True).click()
    train(page)
    report("training on a plane")
    open_page(page, f"{url}?lesson=05-digits-mlp")
    report("lesson opens")
    train(page)
    report("training in a lesson")


def open_page(page: Page, url: str) -> None:
    page.goto(url, timeout=120_000)
    page.get_by_role("button", name="학습 시작").wait_for(timeout=120_000)
    page.wait_for_timeout(SETTLE_MS)


def train(page: Page) -> None:
    """Press the button, and wait until training has ended and its results are drawn."""
    page.get_by_role("button", name="학습 시작").click()
    page.get_by_role("status").filter(has_text=re.compile(r"^\d+/\d+ 에포크|^학습 완료")).wait_for(timeout=120_000)
    page.get_by_role("status").filter(has_text="학습 완료").wait_for(timeout=120_000)
    page.wait_for_timeout(SETTLE_MS)


def read_log(start: int) -> tuple[list[list[str]], int]:
    """The entries of the server's log after a line, and the number of lines."""
    lines = BUSY_LOG.read_text("utf-8").splitlines() if BUSY_LOG.exists() else []
    return [line.split(maxsplit=3) for line in lines[start:]], len(lines)


@contextmanager
def print_table() -> Iterator[Report]:
    """Print a row for each reported action: its longest callback, and the number of those that were too long."""
    print(f"{'':32}{'CPU ms':>14}{'wall ms':>10}{f'over {MAX_BLOCK_MS}':>9}", flush=True)
    position = read_log(0)[1]

    def report(name: str) -> None:
        nonlocal position
        entries, position = read_log(position)
        cpu, wall = ([1000 * float(entry[column]) for entry in entries] or [0.0] for column in (2, 1))
        print(f"{name:32}{max(cpu):14.0f}{max(wall):10.0f}{sum(c > MAX_BLOCK_MS for c in cpu):9}", flush=True)

    yield report


def main() -> None:
    with run_server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        for number in (1, 2):
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.wait_for_timeout(8_000 if number == 1 else 0)
            print(f"\nlearner {number}")
            with print_table() as report:
                visit(page, url, report)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
