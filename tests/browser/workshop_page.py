"""How the tests of the workshop find and drag its bricks."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

STACK, PALETTE = "모델 블록", "레이어 블록"
ABOVE = -18
"""Pixels from the middle of a brick to where what is dropped lands over it."""

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


def drag(page: Page, source: Locator, onto: Locator, below: float = 0.0) -> None:
    """Drag by mouse, and hold, to ``below`` px under the middle of ``onto``; what scrolls away meanwhile is followed."""
    source.scroll_into_view_if_needed()
    page.mouse.move(*centre(source))
    page.mouse.down()
    start, aim = centre(source), aimed(onto, below)
    for step in range(1, 9):
        page.mouse.move(start[0] + (aim[0] - start[0]) * step / 8, start[1] + (aim[1] - start[1]) * step / 8)
        page.wait_for_timeout(16)
    before = None
    while aim != before:
        page.wait_for_timeout(100)  # frames enough for the list to scroll, should the pointer be near its edge
        before, aim = aim, aimed(onto, below)
        page.mouse.move(*aim)
    page.wait_for_timeout(40)


def aimed(onto: Locator, below: float) -> tuple[float, float]:
    x, y = centre(onto)
    return round(x), round(y + below)
