"""What the tests of components read from the harness page."""

import json
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Show = Callable[..., Page]


def told(page: Page) -> list[list[Any]]:
    """What the component has told the server so far."""
    found: list[list[Any]] = json.loads(page.locator("#log pre").text_content() or "[]")
    return found


def expect_told(page: Page, *news: Any) -> None:
    expect(page.locator("#log pre")).to_contain_text(json.dumps(list(news), ensure_ascii=False))


def violations(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]
