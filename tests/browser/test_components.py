"""The components of the page in a browser: by mouse, by keyboard, and as a screen reader finds them."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

HARNESS = "tests/browser/components_harness.py"
FAKE = tomllib.loads(Path(__file__).with_name("components_page.toml").read_text("utf-8"))
EVERY = ["form", "controls&status=running", "controls&status=diverged", "gallery", "gallery&kind=table",
         "gallery&kind=selectable", "code&wrong=1", "lesson", "shell"]

Show = Callable[..., Page]


@pytest.fixture
def show(serve: Callable[[str], str], new_page: Callable[..., Page]) -> Show:
    def start(part: str, **context: Any) -> Page:
        page = new_page(**context)
        page.goto(f"{serve(HARNESS)}?part={part}")
        page.locator("main .kit").first.wait_for(state="attached")
        return page

    return start


def told(page: Page) -> list[list[Any]]:
    """What the component has told the server so far."""
    found: list[list[Any]] = json.loads(page.locator("#log pre").text_content() or "[]")
    return found


def expect_told(page: Page, *news: Any) -> None:
    expect(page.locator("#log pre")).to_contain_text(json.dumps(list(news), ensure_ascii=False))


def violations(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in Axe().run(page).response["violations"]]


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


# --- gallery ----------------------------------------------------------------------------------------------------


def cards(page: Page) -> Locator:
    return page.get_by_role("listitem").filter(has=page.locator(".card"))


def test_right_and_wrong_are_said_in_words_and_can_be_filtered(show: Show) -> None:
    page = show("gallery")
    expect(cards(page)).to_have_count(24)
    wrong = page.get_by_role("radio", name=re.compile("^틀림"))
    wrong.check()
    expect(page.get_by_role("group", name=re.compile(", 맞힘$"))).to_have_count(0)
    expect(page.get_by_role("group", name=re.compile(", 틀림$")).first).to_be_visible()


def test_pictures_take_the_ink_of_the_theme(show: Show) -> None:
    page = show("gallery", color_scheme="light")
    page.get_by_role("button", name=re.compile("더 보기")).click()
    brightest = """() => {
        const root = document.querySelector('main .bk-panel-models-esm-ReactiveESM').shadowRoot;
        const canvas = [...root.querySelectorAll('canvas')].at(-1);
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return Math.max(...data.filter((_, i) => i % 4 === 0));
    }"""
    page.wait_for_function(f"() => ({brightest})() > 0 && ({brightest})() < 100")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(f"() => ({brightest})() > 200")


def test_samples_are_picked_by_keyboard(show: Show) -> None:
    page = show("gallery&kind=selectable")
    card = page.get_by_role("button", name=re.compile("^4번 샘플"))
    card.press("Space")
    expect_told(page, "select", [3])
    expect(card).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("1개 골랐어요")).to_be_visible()
    card.press("Enter")
    expect_told(page, "select", [])


def test_more_cards_come_when_asked(show: Show) -> None:
    page = show("gallery&kind=preview")
    page.get_by_role("button", name="16개 더 보기 (모두 40개)").click()
    expect(cards(page)).to_have_count(40)


def test_a_table_scrolls_by_keyboard(show: Show) -> None:
    page = show("gallery&kind=table", width=390, height=844)
    box = page.get_by_role("group", name="데이터 표")
    box.focus()
    expect(box).to_be_focused()
    expect(page.get_by_role("columnheader", name="species")).to_be_attached()


# --- code -------------------------------------------------------------------------------------------------------


def test_code_is_told_after_a_pause_and_tab_leaves(show: Show) -> None:
    page = show("code")
    box = page.get_by_role("textbox", name="케라스 코드")
    box.fill("x = Dens(3)")
    expect(page.get_by_role("alert")).to_contain_text("1번째 줄")
    expect(box).to_have_value("x = Dens(3)")
    box.press("Tab")
    expect(box).not_to_be_focused()
    assert told(page) == [["edit", "x = Dens(3)"]]


def test_a_new_line_keeps_the_indentation(show: Show) -> None:
    page = show("code")
    box = page.get_by_role("textbox", name="케라스 코드")
    box.fill("model = Sequential([")
    box.press("End")
    box.press("Enter")
    box.press_sequentially("Dense(1),")
    box.press("Enter")
    expect(box).to_have_value("model = Sequential([\n    Dense(1),\n    ")


def test_code_is_not_told_while_hangul_is_composed(show: Show) -> None:
    page = show("code")
    box = page.get_by_role("textbox", name="케라스 코드")
    box.focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "하", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(700)
    assert told(page) == []
    client.send("Input.insertText", {"text": "한"})
    expect(page.locator("#log pre")).to_contain_text("한")


def test_code_is_copied_and_taken_away(show: Show) -> None:
    page = show("code")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="복사").click()
    expect(page.get_by_role("status")).to_have_text("복사했어요")
    assert page.evaluate("navigator.clipboard.readText()") == FAKE["code"]["text"].strip()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=".ipynb 내려받기").click()
    assert waiting.value.suggested_filename == "keras_blocks.ipynb"
    assert Path(waiting.value.path()).read_text("utf-8") == '{"cells": []}'


def test_code_is_copied_where_the_clipboard_is_forbidden(show: Show) -> None:
    page = show("code")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')))")
    page.get_by_role("button", name="복사").click()
    expect(page.get_by_role("status")).to_have_text("복사했어요")


# --- lesson -----------------------------------------------------------------------------------------------------


def test_prose_keeps_what_is_safe_and_nothing_else(show: Show) -> None:
    page = show("lesson&kinds=prose")
    prose = page.locator(".prose")
    expect(prose.get_by_role("table")).to_be_visible()
    expect(prose.locator("script, img, [onclick], a[href^=javascript]")).to_have_count(0)
    expect(page).to_have_title("components")


def test_a_prediction_is_confirmed_once(show: Show) -> None:
    page = show("lesson&kinds=prediction")
    group = page.get_by_role("group", name=re.compile("^5에포크"))
    confirm = page.get_by_role("button", name="확정")
    expect(confirm).to_be_disabled()
    group.get_by_label("점점 내려가요").check()
    confirm.click()
    expect_told(page, "answer", "guess", 0)
    expect(group.get_by_label("점점 올라가요")).to_be_disabled()
    expect(confirm).to_have_count(0)


def test_a_number_is_answered_by_enter(show: Show) -> None:
    page = show("lesson&kinds=number")
    page.get_by_role("textbox").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("아직이에요")
    page.get_by_role("textbox").fill("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("맞았어요!")
    assert told(page) == [["answer", "count", 2], ["answer", "count", 3]]


def order(page: Page) -> list[str]:
    return page.locator(".orderable .item").all_text_contents()


def test_steps_are_ordered_by_keys_and_by_mouse(show: Show) -> None:
    page = show("lesson&kinds=ordering")
    page.get_by_role("button", name="2번째 ‘데이터셋 생성’ 위로").press("Enter")
    assert order(page)[0] == "데이터셋 생성"
    page.keyboard.press("Alt+ArrowDown")
    assert order(page)[1] == "데이터셋 생성"
    page.keyboard.press("Alt+ArrowUp")
    last, second = page.locator(".orderable").nth(3), page.locator(".orderable").nth(1)
    last.locator(".item").hover()
    page.mouse.down()
    box = second.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 80, box["y"] + 60, steps=4)
    page.mouse.move(box["x"] + 80, box["y"] + 4, steps=4)
    page.mouse.up()
    assert order(page) == ["데이터셋 생성", "모델 구성", "학습과정 설정", "모델 학습"]
    page.get_by_role("button", name="답 내기").click()
    expect(page.get_by_role("status")).to_contain_text("맞았어요!")


def test_pairs_are_matched(show: Show) -> None:
    page = show("lesson&kinds=matching")
    page.get_by_role("combobox", name="훈련셋").select_option("보고 배워요")
    page.get_by_role("combobox", name="시험셋").select_option("딱 한 번 시험을 봐요")
    page.get_by_role("button", name="답 내기").click()
    expect_told(page, "answer", "pairs", [0, 1])


def test_a_check_says_what_is_missing(show: Show) -> None:
    page = show("lesson&kinds=check")
    expect(page.get_by_role("status").first).to_have_text("아직 안 했어요")
    page.get_by_role("button", name="확인하기").first.click()
    expect(page.get_by_role("status").first).to_contain_text(FAKE["lesson"]["missing"][0])


def test_hints_open_one_by_one_and_the_solution_asks_first(show: Show) -> None:
    page = show("lesson&kinds=hints,solution")
    expect(page.get_by_text("힌트 2", exact=True)).to_have_count(0)
    page.get_by_role("button", name="힌트 2 열기").click()
    expect(page.get_by_text("힌트 2", exact=True)).to_be_visible()
    expect_told(page, "hint", "hints")
    page.get_by_role("button", name="풀이 보기").click()
    expect(page.get_by_role("button", name="이 풀이를 블록에 넣기")).to_have_count(0)
    page.get_by_role("button", name="풀이 볼게요").click()
    page.get_by_role("button", name="이 풀이를 블록에 넣기").click()
    expect_told(page, "solution", "solution")


# --- shell, tabs, rail ------------------------------------------------------------------------------------------


def test_the_theme_is_kept_and_told(show: Show) -> None:
    page = show("shell", color_scheme="light")
    page.get_by_role("radio", name="어둡게").check()
    expect_told(page, "dark", True)
    page.reload()
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    expect(page.get_by_role("radio", name="어둡게")).to_be_checked()


def test_p_turns_the_projector_mode_on_and_off(show: Show) -> None:
    page = show("shell")
    expect(page.get_by_role("button", name="발표 모드")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="발표 모드")).to_have_attribute("aria-pressed", "true")
    expect_told(page, "projector", True)
    page.keyboard.press("p")
    assert page.evaluate("document.documentElement.dataset.mode") is None


def test_a_lost_connection_is_said(serve: Callable[[str], str], new_page: Callable[..., Page]) -> None:
    page, sockets = new_page(), []
    page.route_web_socket(re.compile("/ws"), lambda socket: sockets.append((socket, socket.connect_to_server())))
    page.goto(f"{serve(HARNESS)}?part=shell")
    expect(page.get_by_role("radio", name="밝게")).to_be_attached()
    expect(page.get_by_role("alert")).to_have_count(0)
    for socket, _ in sockets:
        socket.close(code=1006)
    expect(page.get_by_role("alert")).to_contain_text("연결이 끊겼어요")
    page.get_by_role("button", name="다시 연결").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_learner_gets_one_cookie(show: Show) -> None:
    page = show("shell")
    page.wait_for_function("document.cookie.includes('kb_learner=learner1')")
    (cookie,) = page.context.cookies()
    assert cookie["sameSite"] == "Strict"


def test_tabs_by_keys_and_after_a_reload(show: Show) -> None:
    page = show("shell")
    page.get_by_role("tab", name="곡선").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="예측")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="예측")).to_be_visible()
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="가중치")).to_have_attribute("aria-selected", "true")
    page.reload()
    expect(page.get_by_role("tab", name="가중치")).to_have_attribute("aria-selected", "true")


def test_the_rail_marks_the_step_being_read(show: Show) -> None:
    page = show("shell")
    rail = page.get_by_role("navigation", name="일곱 단계")
    expect(rail.get_by_role("link", name="one")).to_have_attribute("aria-current", "step")
    page.locator("#two").scroll_into_view_if_needed()
    page.mouse.wheel(0, 3000)
    expect(rail.get_by_role("link", name="two")).to_have_attribute("aria-current", "step")
    expect(rail.get_by_role("link", name="one")).not_to_have_attribute("aria-current", "step")
