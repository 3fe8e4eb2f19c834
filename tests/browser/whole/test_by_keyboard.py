"""The whole main job by keyboard alone: no click and no touch anywhere in this file."""

import re

from playwright.sync_api import expect

LONG = 100_000


def tab_to(one, locator, presses=300):
    """Walk with Tab until something has the focus."""
    for _ in range(presses):
        if locator.evaluate("e => e.contains(e.getRootNode().activeElement)"):
            return
        one.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {locator}")


def keys(one, *pressed):
    for key in pressed:
        one.page.keyboard.press(key)


def write(one, locator, text):
    """Into a field, over what is there."""
    tab_to(one, locator)
    keys(one, "Control+a")
    one.page.keyboard.type(text)


def choose(one, name, text):
    """An option of a combobox, by arrows to the one that begins so."""
    box = one.box("combobox", name)
    tab_to(one, box)
    keys(one, "Home")
    for _ in range(30):
        if box.evaluate("e => e.selectedOptions[0].textContent.trim()").startswith(text):
            return
        keys(one, "ArrowDown")
    raise AssertionError(f"{name} has no {text}")


def press(one, name):
    tab_to(one, one.controls.get_by_role("button", name=name))
    keys(one, "Space")


def test_data_and_bricks_by_keyboard(learner):
    one = learner().open()
    choose(one, "데이터셋", "붓꽃")
    expect(one.cell("데이터셋 생성")).to_contain_text("(4,)")
    choose(one, "데이터셋", "손글씨")
    expect(one.cell("데이터셋 생성")).to_contain_text("(8, 8)")
    one.expect_bricks("Flatten", "Dense", "Dense")
    tab_to(one, one.palette)
    keys(one, "Home", "Enter")
    expect(one.bricks()).to_have_count(4)
    tab_to(one, one.stack)
    keys(one, "Control+z")
    one.expect_bricks("Flatten", "Dense", "Dense")
    keys(one, "Control+Shift+z")
    expect(one.bricks()).to_have_count(4)
    keys(one, "Control+z")
    one.expect_bricks("Flatten", "Dense", "Dense")


def focused(one):
    return one.page.locator("[role=option]:focus")


def test_a_stack_is_walked_changed_moved_copied_and_removed(learner):
    one = learner().open()
    tab_to(one, one.stack)
    walk_to(one, 2)
    keys(one, "Enter")
    write(one, one.inspector.get_by_role("spinbutton", name="units"), "32")
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 32\)"))
    keys(one, "Escape")
    expect(focused(one)).to_have_accessible_name(re.compile("^2번째 블록, Dense"))
    keys(one, "Control+c", "Control+v")
    one.expect_bricks("Flatten", "Dense", "Dense", "Dense")
    walk_to(one, 1)
    keys(one, "Alt+ArrowUp")
    one.expect_bricks("Dense", "Flatten", "Dense", "Dense")
    keys(one, "Control+z")
    one.expect_bricks("Flatten", "Dense", "Dense", "Dense")
    walk_to(one, 3)
    keys(one, "Delete")
    one.expect_bricks("Flatten", "Dense", "Dense")
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 32\), 매개변수 2,080개"))


def walk_to(one, n):
    """The focus onto the n-th brick; a model grows upward from its data."""
    for _ in range(10):
        at = int(re.match(r"\d+", focused(one).get_attribute("aria-label")).group())
        if at == n:
            return
        keys(one, "ArrowUp" if at < n else "ArrowDown")
    raise AssertionError(f"the arrows do not reach brick {n}")


def test_settings_and_a_run_by_keyboard(learner):
    one = learner().open()
    choose(one, "옵티마이저", "RMS")
    write(one, one.box("spinbutton", "학습률").first, "0.005")
    write(one, one.box("spinbutton", "배치 크기").first, "64")
    write(one, one.box("spinbutton", "에포크").first, str(LONG))
    keys(one, "Control+Enter")
    one.expect_status(rf"^[1-9]\d*/{LONG} 에포크, loss ")
    press(one, "일시정지")
    one.expect_status("^일시정지 · ")
    press(one, "한 배치")
    press(one, "계속")
    one.expect_status(rf"^[1-9]\d*/{LONG} 에포크, loss ")
    press(one, "중지")
    one.expect_status("^중지했어요 · ")
    expect(one.cell("모델 평가").get_by_role("table")).to_be_visible()
    results(one)


def results(one):
    """A curve hidden by its name in the legend, the tabs by arrows, and an array of the weights."""
    tabs = one.page.get_by_role("tablist", name="결과")
    tab_to(one, tabs.get_by_role("tab", name="곡선"))
    keys(one, "Tab")
    curve = one.cell("모델 학습").get_by_role("button", name="검증 손실")
    tab_to(one, curve)
    keys(one, "Space")
    expect(curve).to_have_attribute("aria-pressed", "false")
    back(one, tabs.get_by_role("tab", name="곡선"))
    for name in ("예측", "가중치", "코드"):
        keys(one, "ArrowRight")
        expect(tabs.get_by_role("tab", name=name)).to_be_focused()
        expect(one.page.get_by_role("tabpanel", name=name, exact=True).last).to_be_visible()
    keys(one, "ArrowLeft")
    weights = one.page.get_by_role("tabpanel", name="가중치")
    tab_to(one, weights.get_by_role("combobox").first)
    keys(one, "ArrowDown")
    expect(weights.get_by_role("img", name=re.compile(r"dense.bias 배열이에요. 모양 \(64,\)")).first).to_be_visible()


def test_code_by_keyboard(learner):
    one = learner(permissions=["clipboard-read", "clipboard-write"]).open()
    cell = one.cell("모델 구성")
    tab_to(one, cell.get_by_role("tab", name="블록"))
    keys(one, "ArrowRight")
    code = cell.get_by_role("textbox", name="케라스 코드").first
    text = code.input_value().replace("64", "48")
    tab_to(one, code)
    keys(one, "Control+a")
    one.page.keyboard.insert_text(text)
    keys(one, "Shift+Tab")
    tab_to(one, cell.get_by_role("button", name="복사"))
    keys(one, "Enter")
    expect(cell.get_by_text("복사했어요")).to_be_visible()
    assert one.page.evaluate("navigator.clipboard.readText()") == text
    back(one, cell.get_by_role("tab", name="코드"))
    keys(one, "ArrowLeft")
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 48\)"))


def back(one, locator):
    for _ in range(30):
        if locator.evaluate("e => e === e.getRootNode().activeElement"):
            return
        keys(one, "Shift+Tab")
    raise AssertionError(f"Shift+Tab does not reach {locator}")


def test_a_lesson_by_keyboard(learner):
    one = learner().open()
    tab_to(one, one.page.get_by_role("link", name=re.compile("^1. 케라스 첫 블록")))
    keys(one, "Enter")
    one.page.wait_for_url("**lesson=01-first-blocks")
    one.ready()
    question = one.page.locator(".part.is-prediction").first
    tab_to(one, question.get_by_role("radio").first)
    keys(one, "Space")
    tab_to(one, question.get_by_role("button", name="확정"))
    keys(one, "Enter")
    expect(question.get_by_text("예상을 적어 두었어요")).to_be_visible()
