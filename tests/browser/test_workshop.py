"""The workshop in a browser: by mouse and by keyboard alone."""

import re

from playwright.sync_api import expect
from workshop_page import ABOVE, brick, bricks, drag, expect_classes, offer


def test_bricks_are_named_as_promised(workshop):
    page = workshop("errors")
    expect(brick(page, 2)).to_have_accessible_name("2번째 블록, Flatten, 출력 (None, 64), 매개변수 0개, 오류 없음")
    expect(brick(page, 4)).to_have_accessible_name("4번째 블록, Dense, 출력 (None, 10), 매개변수 650개, 오류 없음")
    expect(brick(page, 1)).to_have_accessible_name(re.compile("^1번째 블록, Dense, .*, 오류: Dense는 한 줄"))
    assert offer(page, "Dense").count() == 1
    buttons = [("button", "되돌리기"), ("button", "다시하기")]
    for role, name in [*buttons, ("spinbutton", "units"), ("combobox", "activation"), ("checkbox", "use_bias")]:
        expect(page.get_by_role(role, name=name)).to_have_count(1)
    expect(page.get_by_role("alert").filter(has_text="Flatten을 끼울까요?")).to_be_visible()


def test_drag_from_the_palette_lands_where_the_marker_is(workshop):
    page = workshop()
    drag(page, offer(page, "Dropout"), brick(page, 2), ABOVE)
    expect(page.locator(".marker")).to_be_visible()
    page.mouse.up()
    expect_classes(page, "Flatten", "Dense", "Dropout", "Dropout", "Dense")


def test_drag_within_the_stack_moves_and_onto_the_bin_removes(workshop):
    page = workshop()
    drag(page, brick(page, 4), brick(page, 1), -ABOVE)
    page.mouse.up()
    expect_classes(page, "Dense", "Flatten", "Dense", "Dropout")
    drag(page, brick(page, 4), page.locator(".palette"))
    expect(page.locator(".bin")).to_be_visible()
    page.mouse.up()
    expect_classes(page, "Dense", "Flatten", "Dense")
    page.get_by_role("button", name="실행 취소").click()
    expect_classes(page, "Dense", "Flatten", "Dense", "Dropout")


def test_escape_and_dropping_nowhere_change_nothing(workshop):
    page = workshop()
    drag(page, brick(page, 4), page.locator(".palette"))
    page.keyboard.press("Escape")
    expect(page.locator(".ghost")).to_have_count(0)
    page.mouse.up()
    drag(page, brick(page, 4), page.locator(".inspector"))
    page.mouse.up()
    expect_classes(page, "Flatten", "Dense", "Dropout", "Dense")
    expect(page.get_by_role("button", name="되돌리기")).to_be_disabled()


def test_double_click_plus_and_button_add_after_the_selected_brick(workshop):
    page = workshop("empty")
    expect(page.get_by_text("아직 블록이 없어요.")).to_be_visible()
    offer(page, "Flatten").dblclick()
    expect_classes(page, "Flatten")
    offer(page, "Dense").click()
    page.get_by_role("button", name="Dense 추가").click()
    offer(page, "Dropout").locator(".plus").click()
    expect_classes(page, "Flatten", "Dense", "Dropout")
    brick(page, 1).click()
    offer(page, "Softmax").dblclick()
    expect_classes(page, "Flatten", "Softmax", "Dense", "Dropout")


def test_the_whole_job_by_keyboard_alone(workshop):
    page = workshop("empty")
    page.get_by_role("searchbox", name="블록 찾기").focus()
    page.keyboard.type("flat")
    page.keyboard.press("Enter")
    expect_classes(page, "Flatten")
    page.keyboard.press("Control+A")
    page.keyboard.type("완전연결")
    page.keyboard.press("ArrowDown")
    expect(offer(page, "Dense")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect_classes(page, "Flatten", "Dense", "Dense")
    page.keyboard.press("Tab")  # the add button
    for _ in range(6):
        page.keyboard.press("Tab")
        if brick(page, 3).evaluate("node => node.getRootNode().activeElement === node"):
            break
    expect(brick(page, 3)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(brick(page, 2)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect_classes(page, "Dense", "Flatten", "Dense")
    expect(brick(page, 1)).to_be_focused()
    page.keyboard.press("Control+z")
    expect_classes(page, "Flatten", "Dense", "Dense")
    page.keyboard.press("Control+Shift+Z")
    expect_classes(page, "Dense", "Flatten", "Dense")
    page.keyboard.press("Control+z")
    expect_classes(page, "Flatten", "Dense", "Dense")
    page.keyboard.press("Home")
    expect(brick(page, 3)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("spinbutton", name="units")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    page.keyboard.press("Escape")
    expect(brick(page, 3)).to_be_focused()
    expect(brick(page, 3)).to_have_accessible_name(re.compile(r"출력 \(None, 10\), 매개변수 330개"))
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect_classes(page, "Flatten", "Dense", "Dense", "Dense")
    expect(brick(page, 4)).to_be_focused()
    page.keyboard.press("Control+x")
    expect_classes(page, "Flatten", "Dense", "Dense")
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    expect(bricks(page)).to_have_count(0)
    expect(page.get_by_text("아직 블록이 없어요.")).to_be_visible()


def test_repair_stands_in_the_gap_and_mends_the_model(workshop):
    page = workshop("errors")
    gap = brick(page, 1).bounding_box()
    data = page.get_by_role("img", name="데이터 판").bounding_box()
    assert data["y"] - (gap["y"] + gap["height"]) > 60
    page.get_by_role("button", name="끼우기").click()
    expect_classes(page, "Flatten", "Dense", "Flatten", "Dense", "Dense")
    expect(page.get_by_role("button", name="끼우기")).to_have_count(0)


def test_wrong_text_is_kept_and_explained_at_the_field_and_at_the_brick(workshop):
    page = workshop()
    units = page.get_by_role("spinbutton", name="units")
    units.fill("열 개")
    expect(page.get_by_role("alert").filter(has_text="지금은 열 개")).to_be_visible()
    expect(units).to_have_value("열 개")
    expect(units).to_have_attribute("aria-invalid", "true")
    expect(brick(page, 4)).to_have_accessible_name(re.compile("오류: 뉴런 수"))
    brick(page, 3).click()
    brick(page, 4).click()
    expect(units).to_have_value("열 개")
    units.fill("12")
    expect(brick(page, 4)).to_have_accessible_name(re.compile(r"출력 \(None, 12\), .*오류 없음$"))
    units.press("ArrowUp")
    expect(brick(page, 4)).to_have_accessible_name(re.compile(r"출력 \(None, 13\)"))


def test_typed_text_reaches_its_own_brick_when_another_is_chosen_at_once(workshop):
    page = workshop()
    page.get_by_role("spinbutton", name="units").press_sequentially("7")
    brick(page, 2).click()
    expect(brick(page, 4)).to_have_accessible_name(re.compile(r"출력 \(None, 710\)"))
    expect(page.get_by_role("spinbutton", name="units")).to_have_value("64")


def test_hangul_being_composed_is_not_sent(workshop):
    page = workshop()
    page.get_by_text("자세한 설정").click()
    name = page.get_by_role("textbox", name="name", exact=True)
    name.focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "ㅎ", "selectionStart": 1, "selectionEnd": 1})
    session.send("Input.imeSetComposition", {"text": "한", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(400)
    expect(page.get_by_role("button", name="되돌리기")).to_be_disabled()
    session.send("Input.insertText", {"text": "한"})
    expect(page.get_by_role("button", name="되돌리기")).to_be_enabled()
    expect(name).to_have_value("한")
