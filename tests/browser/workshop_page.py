"""How the tests of the workshop find and drag its bricks."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

STACK, PALETTE = "모델 블록", "레이어 블록"

Open = Callable[..., Page]


def bricks(page: Page) -> Locator:
    return page.get_by_role("listbox", name=STACK).get_by_role("option")


def brick(page: Page, n: int) -> Locator:
    return page.get_by_role("listbox", name=STACK).get_by_role("option", name=re.compile(f"^{n}번째 블록, "))


def offer(page: Page, name: str) -> Locator:
    return page.get_by_role("listbox", name=PALETTE).get_by_role("option", name=re.compile(f"^{name}\\b"))


def expect_classes(page: Page, *names: str) -> None:
    expect(bricks(page)).to_have_count(len(names))
    for n, name in enumerate(names, 1):
        expect(brick(page, n)).to_have_accessible_name(re.compile(f"^{n}번째 블록, {name}, 출력 "))


def centre(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, source: Locator, x: float, y: float) -> None:
    source.scroll_into_view_if_needed()
    page.mouse.move(*centre(source))
    page.mouse.down()
    start = centre(source)
    for step in range(1, 9):
        page.mouse.move(start[0] + (x - start[0]) * step / 8, start[1] + (y - start[1]) * step / 8)
        page.wait_for_timeout(16)
    page.wait_for_timeout(40)
