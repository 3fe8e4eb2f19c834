"""Galleries and code boxes in a browser."""

import re
import tomllib
from pathlib import Path

from component_page import Show, expect_told, told
from playwright.sync_api import Locator, Page, expect

HARNESS = "tests/browser/components_harness.py"
FAKE = tomllib.loads(Path(__file__).with_name("components_page.toml").read_text("utf-8"))


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


def test_a_line_is_told_once_and_a_notice_quietly(show: Show) -> None:
    page = show("code")
    box = page.get_by_role("textbox", name="케라스 코드")
    box.fill("x = Dens(3)")
    expect(page.get_by_role("alert")).to_have_text(re.compile("^1번째 줄: Dens라는.*그 줄로 가기$"))
    expect(page.get_by_text("주석으로 바꿨어요")).to_have_count(0)
    box.fill("!pip install keras")
    expect(page.get_by_text("주석으로 바꿨어요")).to_be_visible()
    expect(box).not_to_have_attribute("aria-invalid", "true")


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


def test_code_and_its_file_are_taken_away_as_an_archive(show: Show) -> None:
    page = show("code&zip=1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="데이터와 함께 .zip 내려받기").click()
    assert waiting.value.suggested_filename == "keras_blocks.zip"
    assert Path(waiting.value.path()).read_bytes() == b"PK\x05\x06"
    expect(page.get_by_text("keras_blocks.zip 파일을 내려받았어요")).to_be_visible()
