"""Forms and controls of the page in a browser: by mouse, by keyboard, and as a screen reader finds them."""

import tomllib
from pathlib import Path

import pytest
from component_page import Show, expect_told, told, violations
from playwright.sync_api import expect

HARNESS = "tests/browser/components_harness.py"
FAKE = tomllib.loads(Path(__file__).with_name("components_page.toml").read_text("utf-8"))
EVERY = ["form", "controls&status=running", "controls&status=diverged", "gallery", "gallery&kind=table",
         "gallery&kind=selectable", "code&wrong=1&zip=1", "lesson", "shell"]


@pytest.mark.parametrize("part", EVERY)
def test_axe_finds_nothing_in_light_and_dark(show: Show, part: str) -> None:
    page = show(part, width=390, height=844)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert violations(page) == []


# --- form -------------------------------------------------------------------------------------------------------


def test_pickers_and_numbers_have_their_names(show: Show) -> None:
    page = show("form")
    for name in ("데이터셋", "옵티마이저", "손실 함수", "측정 항목"):
        expect(page.get_by_role("combobox", name=name, exact=True)).to_be_visible()
    for name in ("에포크", "배치 크기", "학습률"):
        expect(page.get_by_role("spinbutton", name=name, exact=True)).to_be_visible()


def test_a_choice_and_a_number_are_told(show: Show) -> None:
    page = show("form")
    page.get_by_role("combobox", name="데이터셋").select_option("iris")
    expect_told(page, "change", "data", "iris")
    page.get_by_role("spinbutton", name="에포크").fill("7")
    expect_told(page, "change", "epochs", 7)


def test_wrong_text_stays_and_is_explained_at_its_field(show: Show) -> None:
    page = show("form")
    field = page.get_by_role("spinbutton", name="에포크")
    field.fill("열 번")
    expect(page.get_by_role("alert").filter(has_text=FAKE["form"]["problems"]["wrong"])).to_be_visible()
    expect(field).to_have_value("열 번")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("10")
    expect(page.get_by_role("alert").filter(has_text=FAKE["form"]["problems"]["wrong"])).to_have_count(0)


def test_a_problem_is_mended_by_its_button(show: Show) -> None:
    page = show("form")
    page.get_by_role("button", name="바꾸기").click()
    expect(page.get_by_role("combobox", name="손실 함수")).to_have_value("scc")
    expect(page.get_by_role("button", name="바꾸기")).to_have_count(0)


def test_metrics_are_added_and_removed(show: Show) -> None:
    page = show("form")
    picker = page.get_by_role("combobox", name="측정 항목")
    picker.select_option("recall")
    expect_told(page, "change", "metrics", ["accuracy", "recall"])
    page.get_by_role("button", name="accuracy 빼기").click()
    expect_told(page, "change", "metrics", ["recall"])
    expect(page.get_by_role("button", name="recall 빼기")).to_be_focused()


def test_walking_through_metrics_by_keys_adds_none_before_enter(show: Show) -> None:
    page = show("form")
    picker = page.get_by_role("combobox", name="측정 항목")
    picker.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert not [news for news in told(page) if news[1] == "metrics"]
    page.keyboard.press("Enter")
    expect_told(page, "change", "metrics", ["accuracy", "recall"])


# --- run controls -----------------------------------------------------------------------------------------------

SENSIBLE = {"idle": {"학습 시작", "한 배치"}, "preparing": {"중지"}, "running": {"일시정지", "중지"},
            "paused": {"계속", "중지", "한 배치"}, "stopped": {"학습 시작", "한 배치"},
            "finished": {"학습 시작", "한 배치"}, "diverged": {"학습 시작", "한 배치"}}


@pytest.mark.parametrize("status", SENSIBLE)
def test_only_sensible_buttons_can_be_pressed(show: Show, status: str) -> None:
    page = show(f"controls&status={status}")
    for name in ("학습 시작", "일시정지", "계속", "중지", "한 배치"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_enabled() if name in SENSIBLE[status] else expect(button).to_be_disabled()


def test_progress_and_status_are_read_aloud(show: Show) -> None:
    page = show("controls&status=running")
    bar = page.get_by_role("progressbar", name="학습 진행")
    expect(bar).to_have_attribute("aria-valuenow", "30")
    expect(bar).to_have_attribute("aria-valuetext", "30%, 약 12초 남았어요")
    expect(page.get_by_role("status")).to_have_text(FAKE["controls"]["running"])


def test_keys_start_pause_and_go_on(show: Show) -> None:
    page = show("controls")
    page.keyboard.press("Control+Enter")
    expect_told(page, "action", "start")
    pause = page.get_by_role("button", name="일시정지")
    expect(pause).to_be_enabled()
    pause.press("Enter")
    expect(page.get_by_role("button", name="계속")).to_be_enabled()
    expect(pause).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect_told(page, "action", "continue")


def test_to_go_on_is_heard_before_the_end_of_a_single_batch_is(show: Show) -> None:
    page = show("controls&status=running")
    page.get_by_role("button", name="한 배치").click(force=True)
    page.get_by_role("button", name="계속").click(force=True)
    expect_told(page, "action", "continue")
    assert [news[1] for news in told(page)] == ["continue"]


def test_a_blocked_run_says_why_and_does_not_start(show: Show) -> None:
    page = show("controls&blocked=1")
    expect(page.get_by_text(FAKE["controls"]["blocked"])).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="학습 시작").click(force=True)
    page.wait_for_timeout(200)
    assert told(page) == []


def test_a_diverged_run_offers_its_repair(show: Show) -> None:
    page = show("controls&status=diverged")
    expect(page.get_by_role("alert")).to_contain_text(FAKE["controls"]["diverged"])
    page.get_by_role("button", name="다시 하기").click()
    expect_told(page, "action", "repair")
