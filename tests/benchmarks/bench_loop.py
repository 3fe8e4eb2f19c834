"""For how long the server serves nobody: its event loop's longest piece of work, for each thing that a learner does.

    python tests/benchmarks/bench_loop.py

Milliseconds of the loop's own thread: of processor time, which other processes do not lengthen, and as the clock went.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench_app import ARGUMENTS, NOTES, browser_path, served
from playwright.sync_api import Page, sync_playwright

GOAL = 50
"""Milliseconds that the event loop may be busy with one thing."""
REST = 2500
"""Milliseconds until what follows an act is done too."""
Told = Callable[[str], None]


def visits(page: Page, url: str, told: Told) -> None:
    """What one learner does, each act told by its name when it is over."""
    opened(page, url)
    told("page opens")
    for tab in ("곡선", "예측", "가중치", "코드"):
        page.get_by_role("tablist", name="결과").get_by_role("tab", name=tab, exact=True).click()
        page.wait_for_timeout(REST)
        told(f"tab {tab}")
        trained(page)
        told(f"training of digits, tab {tab}")
    page.get_by_role("listbox", name="레이어 블록").get_by_role("option", name=re.compile("^Dropout")).press("Enter")
    page.wait_for_timeout(REST)
    told("brick is added")
    page.get_by_role("region", name="블록 설정").get_by_role("spinbutton", name="rate").fill("0.3")
    page.wait_for_timeout(REST)
    told("brick is changed")
    page.get_by_role("combobox", name="데이터셋", exact=True).select_option("spiral")
    page.wait_for_timeout(REST)
    told("data is changed")
    page.get_by_role("tab", name="예측", exact=True).click()
    trained(page)
    told("training on a plane")
    opened(page, f"{url}?lesson=05-digits-mlp")
    told("lesson opens")
    trained(page)
    told("training in a lesson")


def opened(page: Page, url: str) -> None:
    page.goto(url, timeout=120_000)
    page.get_by_role("button", name="학습 시작").wait_for(timeout=120_000)
    page.wait_for_timeout(REST)


def trained(page: Page) -> None:
    """One run from the button to its end, and what is drawn after that."""
    page.get_by_role("button", name="학습 시작").click()
    page.get_by_role("status").filter(has_text=re.compile(r"^\d+/\d+ 에포크|^학습 완료")).wait_for(timeout=120_000)
    page.get_by_role("status").filter(has_text="학습 완료").wait_for(timeout=120_000)
    page.wait_for_timeout(REST)


def noted(at: int) -> tuple[list[list[str]], int]:
    """What the server has noted after a line, and how many lines there are."""
    lines = NOTES.read_text("utf-8").splitlines() if NOTES.exists() else []
    return [line.split(maxsplit=3) for line in lines[at:]], len(lines)


@contextmanager
def table() -> Iterator[Told]:
    """Prints a row for each thing that is told: the longest piece of work, and how many were too long."""
    print(f"{'':32}{'processor ms':>14}{'clock ms':>10}{f'over {GOAL}':>9}", flush=True)
    at = noted(0)[1]

    def told(name: str) -> None:
        nonlocal at
        found, at = noted(at)
        cpu, clock = ([1000 * float(row[column]) for row in found] or [0.0] for column in (2, 1))
        print(f"{name:32}{max(cpu):14.0f}{max(clock):10.0f}{sum(c > GOAL for c in cpu):9}", flush=True)

    yield told


def main() -> None:
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        for number in (1, 2):
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.wait_for_timeout(8_000 if number == 1 else 0)
            print(f"\nlearner {number}")
            with table() as told:
                visits(page, url, told)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
