"""What holds for everybody: no violation that axe finds, the promised names, nothing from outside, and bad input."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def violations(page):
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_axe_finds_nothing_before_and_after_a_run(learner, scheme, width):
    one = learner(width=width, color_scheme=scheme).open()
    assert violations(one.page) == []
    one.set_number("에포크", 3)
    one.press("학습 시작")
    one.expect_done(3)
    for tab in ("예측", "가중치", "코드", "곡선"):
        one.page.get_by_role("tablist", name="결과").get_by_role("tab", name=tab).click()
        assert violations(one.page) == [], tab


@pytest.mark.parametrize("lesson", ["01-first-blocks", "02-linear-regression", "05-digits-mlp"])
def test_a_lesson_can_be_read_by_all(learner, lesson):
    one = learner().open(lesson)
    assert violations(one.page) == []


def test_nothing_is_asked_of_another_server(learner):
    one = learner().open()
    one.set_number("에포크", 2)
    one.press("학습 시작")
    one.expect_done(2)
    outside = [url for url in one.reached if not re.match(rf"^(http|ws)://{re.escape(one.server.host)}/", url)]
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def test_the_names_that_are_promised(learner):
    one = learner().open()
    for role, name in (("listbox", "레이어 블록"), ("listbox", "모델 블록"), ("combobox", "데이터셋"),
                       ("combobox", "옵티마이저"), ("combobox", "손실 함수"), ("combobox", "측정 항목"),
                       ("spinbutton", "에포크"), ("spinbutton", "배치 크기"), ("spinbutton", "학습률"),
                       ("button", "일시정지"), ("button", "계속"), ("button", "중지"), ("button", "한 배치"),
                       ("button", "되돌리기"), ("button", "다시하기"), ("progressbar", "학습 진행"),
                       ("tab", "곡선"), ("tab", "예측"), ("tab", "가중치"), ("navigation", "일곱 단계")):
        expect(one.box(role, name), f"{role} {name}").to_have_count(1)
    expect(one.page.get_by_role("button", name="학습 시작")).to_have_count(1)


def test_a_loss_that_diverges_is_explained_and_mended(learner):
    one = learner().open()
    one.box("combobox", "옵티마이저").select_option("SGD")
    one.set_number("학습률", 1e20)
    one.press("학습 시작")
    alert = one.page.get_by_role("alert").filter(has_text="학습률")
    expect(alert.first).to_be_visible()
    one.page.get_by_role("button", name="다시 하기").click()
    expect(one.box("spinbutton", "학습률")).not_to_have_value("1e+20")


@pytest.mark.parametrize(("typed", "said"), [("abc", "정수"), ("-1", "1 이상"), ("1000000000", "65,536"), ("💥", "정수")])
def test_impossible_units_are_explained_at_the_place(learner, typed, said):
    one = learner().open()
    one.brick(2).click()
    units = one.inspector.get_by_role("spinbutton", name="units")
    units.fill(typed)
    expect(one.brick(2)).to_have_accessible_name(re.compile(f"오류: .*{said}"))
    expect(units).to_have_value(typed)
    expect(one.controls.get_by_role("button", name="학습 시작")).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(("data", "picture"), [("circles", "경계"), ("line", "직선|선|답")])
def test_points_show_what_the_model_says_of_every_place(learner, data, picture):
    one = learner().open()
    one.box("combobox", "데이터셋").select_option(data)
    one.page.get_by_role("tablist", name="결과").get_by_role("tab", name="예측").click()
    expect(one.page.get_by_role("tabpanel", name="예측").get_by_role("img").first).to_be_visible()


def test_a_reload_keeps_the_notebook_and_a_running_training(learner):
    one = learner().open()
    one.brick(2).click()
    one.inspector.get_by_role("spinbutton", name="units").fill("48")
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 48\)"))
    one.set_number("에포크", 100_000)
    one.press("학습 시작")
    one.expect_status(r"^\d+/100000 에포크, loss ")
    one.reload()
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 48\)"))
    one.expect_status(r"^\d+/100000 에포크, loss ")
    one.press("중지")
    one.expect_status("^중지했어요")


TYPE_FAST = """(field) => {
  for (let n = 1; n <= 10000; n += 1) {
    field.value = String(n % 997 + 1);
    field.dispatchEvent(new InputEvent("input", {bubbles: true, composed: true}));
    field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, composed: true}));
  }
}"""


def test_ten_thousand_quick_edits_lose_nothing(learner):
    one = learner().open()
    one.brick(2).click()
    one.inspector.get_by_role("spinbutton", name="units").evaluate(TYPE_FAST)
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 31\), .*오류 없음"))
    one.page.get_by_role("button", name="되돌리기").click()
    expect(one.brick(2)).not_to_have_accessible_name(re.compile(r"출력 \(None, 31\)"))


def test_a_boundary_is_drawn_while_the_model_learns(learner):
    one = learner().open()
    one.box("combobox", "데이터셋").select_option("circles")
    one.page.get_by_role("tablist", name="결과").get_by_role("tab", name="예측").click()
    picture = one.page.get_by_role("tabpanel", name="예측").get_by_role("img").first
    expect(picture).to_be_visible()
    one.set_number("에포크", 100_000)
    one.press("학습 시작")
    one.expect_status(r"^\d+/100000 에포크, loss ")
    seen = set()
    for _ in range(20):
        seen.add(picture.screenshot())
        one.page.wait_for_timeout(300)
    assert one.status.inner_text().split("/")[0].isdigit()
    assert len(seen) > 2
    one.press("중지")
    one.expect_status("^중지했어요")
