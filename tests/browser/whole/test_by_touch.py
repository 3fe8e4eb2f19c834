"""The essentials of the main job by touch on a small screen."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def test_bricks_settings_and_a_run_by_taps(learner):
    one = learner(**PHONE).open()
    page = one.page
    page.get_by_role("button", name="레이어 블록 열기").tap()
    one.offer("Dropout").locator(".plus").tap()
    page.get_by_role("button", name="레이어 블록 닫기").tap()
    expect(one.bricks()).to_have_count(4)
    one.brick(2).tap()
    units = page.get_by_role("spinbutton", name="units")
    units.fill("16")
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 16\)"))
    page.get_by_role("button", name="되돌리기").tap()
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 64\)"))
    one.set_number("에포크", 3)
    one.controls.get_by_role("button", name="학습 시작").tap()
    one.expect_done(3)
    for tab in ("예측", "가중치", "코드", "곡선"):
        page.get_by_role("tablist", name="결과").get_by_role("tab", name=tab).tap()
        expect(page.get_by_role("tabpanel", name=tab, exact=True)).to_be_visible()


@pytest.mark.parametrize("lesson", ["", "01-first-blocks", "02-linear-regression", "05-digits-mlp"])
def test_nothing_sticks_out_sideways(learner, lesson):
    one = learner(**PHONE).open(lesson)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
