"""Lesson parts, the shell, tabs and the rail in a browser."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from component_page import Show, expect_told, told
from playwright.sync_api import Page, expect

HARNESS = "tests/browser/components_harness.py"
FAKE = tomllib.loads(Path(__file__).with_name("components_page.toml").read_text("utf-8"))


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
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(kept) == {"kb_learner", "kb_look"}
    assert {cookie["sameSite"] for cookie in kept.values()} == {"Strict"}


def test_the_next_page_can_know_how_this_one_looks(show: Show) -> None:
    page = show("shell")
    page.get_by_role("radio", name="어둡게").check(force=True)
    page.wait_for_function("document.cookie.includes('kb_look=dark')")
    page.get_by_role("button", name="발표 모드").click()
    page.wait_for_function("document.cookie.includes('kb_look=darkprojector')")


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
