"""The charts in a browser: as a screen reader finds them, under a pointer, in both themes, with no network."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

HARNESS = "tests/browser/charts_harness.py"
PARTS = ("curves", "plane", "line", "confusion", "weights")

Open = Callable[..., Page]


@pytest.fixture
def charts(serve: Callable[[str], str], new_page: Callable[..., Page]) -> Open:
    def start(part: str, query: str = "", asked: list[str] | None = None, **context: object) -> Page:
        page = new_page(**context)
        page.on("request", lambda request: asked.append(request.url) if asked is not None else None)
        page.goto(f"{serve(HARNESS)}?part={part}{query}")
        page.get_by_role("img").first.wait_for()
        return page

    return start


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
@pytest.mark.parametrize("part", PARTS)
def test_axe_finds_nothing_and_nothing_sticks_out_or_is_fetched_from_elsewhere(
        charts: Open, serve: Callable[[str], str], part: str, theme: str, width: int) -> None:
    asked: list[str] = []
    page = charts(part, f"&theme={theme}", asked, width=width)
    found = Axe().run(page).response["violations"]
    assert found == [], [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    home = serve(HARNESS).rsplit("/", 1)[0]
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []


def test_curves_are_pictures_that_say_their_values(charts: Open) -> None:
    page = charts("curves")
    expect(page.get_by_role("img", name=re.compile("^손실 곡선, 10에포크 가운데 7.5에포크까지"))).to_be_visible()


def test_the_pointer_shows_every_value_at_its_epoch(charts: Open) -> None:
    page = charts("curves")
    box = page.get_by_role("img").first.bounding_box()
    assert box is not None
    hovered = page.locator(".bk-Tooltip")
    for step in range(20):  # the figure is laid out after it is there
        page.mouse.move(box["x"] + box["width"] / 2 + step, box["y"] + box["height"] / 2)
        page.wait_for_timeout(100)
        if hovered.count():
            break
    expect(hovered).to_have_count(1)
    expect(hovered).to_contain_text(re.compile(r"에포크 \d.*훈련 손실.*0\.\d+.*검증 손실.*0\.\d+", re.DOTALL))


def test_live_curves_go_on_in_the_same_picture(charts: Open) -> None:
    page = charts("curves", "&live=1")
    chart = page.get_by_role("img").first
    chart.evaluate("node => { node.kept = true }")
    expect(page.get_by_role("img", name=re.compile("에포크 가운데 [1-9]"))).to_have_count(2)
    assert chart.evaluate("node => node.kept")


def test_an_array_is_chosen_by_name(charts: Open) -> None:
    page = charts("weights")
    choice = page.get_by_role("combobox", name="가중치 배열")
    expect(choice.get_by_role("option")).to_have_count(8)
    expect(page.get_by_role("img", name=re.compile("^유닛 20개의 가중치"))).to_be_visible()
    choice.select_option(index=1)
    expect(page.get_by_role("img", name=re.compile(r"bias 배열이에요. 모양 \(20,\)")).first).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^유닛 20개의 가중치"))).to_be_hidden()


def test_live_weights_change_in_the_same_picture(charts: Open) -> None:
    page = charts("weights", "&live=1")
    chart = page.get_by_role("img", name=re.compile("kernel 배열")).first
    chart.evaluate("node => { node.kept = true }")
    before = chart.get_attribute("aria-label")
    assert before is not None
    expect(chart).not_to_have_attribute("aria-label", before)
    assert chart.evaluate("node => node.kept")


def test_a_view_without_weights_invites(serve: Callable[[str], str], page: Page) -> None:
    page.goto(f"{serve(HARNESS)}?part=weights&model=none")
    expect(page.get_by_text("아직 가중치가 없어요")).to_be_visible()
    expect(page.get_by_role("img")).to_have_count(0)
