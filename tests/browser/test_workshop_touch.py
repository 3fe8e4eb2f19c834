"""The workshop by touch, on narrow pages, as a screen reader finds it, and with many bricks."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from workshop_page import brick, bricks, centre, expect_classes, offer


def test_touch_drags_by_the_grip_and_taps_add(workshop):
    page = workshop("full", width=390, height=844, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="레이어 블록 열기").tap()
    offer(page, "Dropout").locator(".plus").tap()
    expect_classes(page, "Flatten", "Dense", "Dropout", "Dense", "Dropout")
    page.get_by_role("button", name="레이어 블록 닫기").tap()
    touch_drag(page, brick(page, 5).locator(".grip"), centre(brick(page, 4))[1] + 20)
    expect_classes(page, "Flatten", "Dense", "Dropout", "Dropout", "Dense")


def test_touch_on_a_brick_scrolls_until_it_is_held(workshop):
    page = workshop("full", width=390, height=844, has_touch=True, is_mobile=True)
    touch_drag(page, brick(page, 4).locator("svg"), centre(brick(page, 3))[1] + 20)
    expect_classes(page, "Flatten", "Dense", "Dropout", "Dense")
    touch_drag(page, brick(page, 4).locator("svg"), centre(brick(page, 3))[1] + 20, hold=500)
    expect_classes(page, "Flatten", "Dense", "Dense", "Dropout")


def test_settings_open_under_the_brick_that_is_tapped(workshop):
    page = workshop("full", width=390, height=844, has_touch=True, is_mobile=True)
    expect(page.get_by_role("spinbutton", name="units")).to_be_hidden()
    brick(page, 2).tap()
    units = page.get_by_role("spinbutton", name="units")
    expect(units).to_have_value("64")
    brick(page, 2).evaluate("e => Promise.all(e.getAnimations().map((glide) => glide.finished))")
    assert centre(brick(page, 2))[1] < centre(units)[1] < centre(brick(page, 1))[1]
    page.get_by_role("button", name="설정 접기").tap()
    expect(units).to_be_hidden()


def touch_drag(page: Page, source: Locator, y: float, hold: int = 0) -> None:
    session = page.context.new_cdp_session(page)
    x, start = centre(source)

    def send(kind: str, at: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": at}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", start)
    page.wait_for_timeout(hold)
    for step in range(1, 11):
        send("touchMove", start + (y - start) * step / 10)
        page.wait_for_timeout(16)
    page.wait_for_timeout(60)
    send("touchEnd", y)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("stack", "width"), [("empty", 1440), ("errors", 1440), ("forms", 820), ("errors", 390)])
def test_axe_finds_nothing(workshop, stack, width, scheme):
    page = workshop(stack, width=width, color_scheme=scheme)
    if stack == "errors":
        brick(page, 3).click()
        page.get_by_text("자세한 설정").click()
    found = Axe().run(page).response["violations"]
    told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert found == [], json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("width", [360, 390, 820, 1440])
def test_nothing_sticks_out_sideways(workshop, width):
    page = workshop("errors", width=width)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_two_hundred_bricks_stay_quick(workshop):
    page = workshop("many")
    expect(bricks(page)).to_have_count(200)
    brick(page, 200).click()
    took = page.evaluate("""() => new Promise((done) => {
        const find = (node) => node.querySelector?.('[role=spinbutton]')
            ?? [...node.querySelectorAll('*')].map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
        const field = find(document);
        field.focus();
        let [slowest, last, edits] = [0, performance.now(), 0];
        const frame = () => {
            slowest = Math.max(slowest, performance.now() - last);
            last = performance.now();
            for (const end = edits + 200; edits < Math.min(end, 10000); edits += 1) {
                field.value = String(edits % 500 + 1);
                field.dispatchEvent(new Event('input'));
            }
            edits < 10000 ? requestAnimationFrame(frame) : setTimeout(() => done(slowest), 1000);
        };
        requestAnimationFrame(frame);
    })""")
    assert took < 1500, f"{took:.0f} ms without a frame"
    expect(brick(page, 200)).to_have_accessible_name(re.compile(r"출력 \(None, 500\)"))
    expect(page.get_by_role("spinbutton", name="units")).to_be_focused()


def test_the_switch_turns_the_model_over(workshop):
    page = workshop()
    assert centre(brick(page, 1))[1] > centre(brick(page, 4))[1]
    page.get_by_role("switch", name="아래에서 위로 쌓기").click()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    page.wait_for_timeout(300)
    assert centre(brick(page, 1))[1] < centre(brick(page, 4))[1]
    brick(page, 2).focus()
    page.keyboard.press("ArrowDown")
    expect(brick(page, 3)).to_be_focused()
