"""The whole main job by mouse: one press on a fresh page, bricks by dragging, settings, a run's buttons, results."""

import re

from playwright.sync_api import expect
from workshop_page import ABOVE, drag

LONG = 100_000


def test_one_press_trains_and_fills_every_cell(learner):
    one = learner().open()
    one.expect_bricks("Flatten", "Dense", "Dense")
    expect(one.cell("데이터셋 생성").get_by_role("group", name="1번 샘플, 정답 7")).to_be_visible()
    expect(one.page.get_by_role("slider", name="곡선 다듬기")).to_have_count(0)
    one.expect_status("^아직 학습하지 않았어요")
    one.press("학습 시작")
    one.expect_status(r"^\d+/20 에포크, loss \d\.\d{4}, accuracy \d\.\d{4}$|^학습 완료")
    one.expect_done(20)
    expect(one.box("progressbar", "학습 진행")).to_have_attribute("aria-valuenow", "100")
    assert one.validation() >= 0.95
    curves = one.page.get_by_role("tabpanel", name="곡선")
    expect(curves.get_by_role("img", name=re.compile("^손실 곡선, 20에포크 가운데 20에포크까지예요"))).to_be_visible()
    expect(curves.get_by_role("img", name=re.compile("^정확도 곡선.*검증 정확도"))).to_be_visible()
    expect(one.cell("학습과정 살펴보기").get_by_role("row")).to_have_count(21)
    one.page.get_by_role("slider", name="곡선 다듬기").fill("0.6")
    expect(one.box("spinbutton", "곡선 다듬기")).to_have_value("0.6")
    expect(one.cell("모델 평가").get_by_role("columnheader")).to_have_text(["loss", "accuracy"])
    expect(one.cell("모델 평가").get_by_role("img", name=re.compile("^시험 샘플 359개 가운데 3[3-5]"))).to_be_visible()
    shown_results(one)


def shown_results(one):
    use = one.cell("모델 사용")
    expect(use.get_by_role("group", name=re.compile("번 샘플, 정답 .*맞힘")).first).to_be_visible()
    use.locator("label").filter(has_text="틀림").click()
    expect(use.get_by_role("group", name=re.compile("번 샘플, 정답 .*틀림")).first).to_be_visible()
    expect(use.get_by_role("group", name=re.compile("번 샘플, 정답 .*맞힘"))).to_have_count(0)
    tabs = one.page.get_by_role("tablist", name="결과")
    tabs.get_by_role("tab", name="예측").click()
    cards = one.page.get_by_role("tabpanel", name="예측")
    expect(cards.get_by_role("group", name=re.compile("번 샘플, 정답 .*예측"))).to_have_count(24)
    expect(cards.get_by_role("listitem").filter(has_text=re.compile(r"^[0-9]\s*[0-9]+%$")).first).to_be_visible()
    tabs.get_by_role("tab", name="가중치").click()
    weights = one.page.get_by_role("tabpanel", name="가중치")
    chosen = weights.get_by_role("combobox").first
    expect(chosen.get_by_role("option")).to_have_count(4)
    expect(weights.get_by_role("img", name=re.compile(r"dense.kernel 배열이에요. 모양 \(64, 64\)")).first).to_be_visible()
    expect(weights.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()
    chosen.select_option(index=3)
    expect(weights.get_by_role("img", name=re.compile(r"dense_1.bias 배열이에요. 모양 \(10,\)")).first).to_be_visible()
    tabs.get_by_role("tab", name="코드").click()
    whole = one.page.get_by_role("tabpanel", name="코드").get_by_role("textbox", name="케라스 코드")
    expect(whole).to_have_value(re.compile(r"layers\.Dense\(64, activation=\"relu\"\)"))
    expect(whole).to_have_value(re.compile(r"model\.fit\("))


def test_bricks_are_dragged_changed_undone_and_trained(learner):
    one = learner().open()
    onto(one, "Dropout", 2)
    one.expect_bricks("Flatten", "Dense", "Dropout", "Dense")
    one.brick(2).click()
    units = one.inspector.get_by_role("spinbutton", name="units")
    expect(units).to_have_value("64")
    units.fill("32")
    expect(one.brick(2)).to_have_accessible_name("2번째 블록, Dense, 출력 (None, 32), 매개변수 2,080개, 오류 없음")
    one.inspector.get_by_role("combobox", name="activation").select_option("tanh")
    one.page.get_by_role("button", name="되돌리기").click()
    one.page.get_by_role("button", name="되돌리기").click()
    expect(one.brick(2)).to_have_accessible_name(re.compile("매개변수 4,160개"))
    one.page.get_by_role("button", name="다시하기").click()
    expect(one.brick(2)).to_have_accessible_name(re.compile("매개변수 2,080개"))
    move(one)
    one.set_number("에포크", 3)
    one.press("학습 시작")
    one.expect_done(3)


def onto(one, name, n):
    """A brick of the palette onto the upper edge of a brick of the stack."""
    one.cell("모델 구성").scroll_into_view_if_needed()
    one.offer(name).scroll_into_view_if_needed()
    drag(one.page, one.offer(name), one.brick(n), ABOVE)
    expect(one.page.locator(".marker")).to_be_visible()
    one.page.mouse.up()


def move(one):
    """The dropout under the first Dense and away: onto the palette, which is the bin."""
    drag(one.page, one.brick(3), one.brick(1), ABOVE)
    one.page.mouse.up()
    one.expect_bricks("Flatten", "Dropout", "Dense", "Dense")
    one.brick(2).click()
    one.page.get_by_role("button", name="삭제").first.click()
    one.expect_bricks("Flatten", "Dense", "Dense")
    one.page.get_by_role("button", name="실행 취소").click()
    one.expect_bricks("Flatten", "Dropout", "Dense", "Dense")


def test_optimizer_metrics_and_the_buttons_of_a_run(learner):
    one = learner().open()
    one.box("combobox", "옵티마이저").select_option("SGD")
    one.set_number("학습률", 0.1)
    one.box("combobox", "측정 항목").select_option(label="top_k_categorical_accuracy")
    wrong_metric = one.page.get_by_role("button", name="top_k_categorical_accuracy 빼기")
    wrong_metric.click()
    one.box("combobox", "측정 항목").select_option(label="sparse_top_k_categorical_accuracy")
    one.set_number("에포크", LONG)
    one.set_number("배치 크기", 64)
    one.press("한 배치")
    one.expect_status(f"^일시정지 · 0/{LONG} 에포크, loss ")
    one.press("한 배치")
    one.press("계속")
    one.expect_status(rf"^[1-9]\d*/{LONG} 에포크, loss .*sparse_top_k_categorical_accuracy ")
    expect(one.page.get_by_text(re.compile("^약 .* 남았어요$"))).to_be_visible()
    one.press("일시정지")
    one.expect_status("^일시정지 · ")
    held = one.status.inner_text()
    one.press("계속")
    expect(one.status).not_to_have_text(held)
    one.expect_status(rf"^\d+/{LONG} 에포크")
    one.press("중지")
    one.expect_status("^중지했어요 · ")
    changed = one.page.get_by_text("학습을 시작한 뒤에 설정이 바뀌었어요.")
    expect(changed).to_be_hidden()
    one.set_number("배치 크기", 128)
    expect(changed).to_be_visible()
    one.set_number("배치 크기", 64)
    expect(changed).to_be_hidden()
    expect(one.cell("모델 평가").get_by_role("columnheader")).to_have_text(
        ["loss", "accuracy", "sparse_top_k_categorical_accuracy"])
    expect(one.controls.get_by_role("button", name="계속")).to_be_disabled()
    compiled = one.code("학습과정 설정")
    expect(compiled).to_have_value(re.compile(r"SGD\(learning_rate=0\.1\)"))


def test_code_is_copied_edited_and_explained(learner):
    one = learner(permissions=["clipboard-read", "clipboard-write"]).open()
    model = one.code("모델 구성")
    expect(model).to_have_value(re.compile(r"Dense\(64, "))
    one.cell("모델 구성").get_by_role("button", name="복사").click()
    expect(one.cell("모델 구성").get_by_text("복사했어요")).to_be_visible()
    code = model.input_value()
    assert one.page.evaluate("navigator.clipboard.readText()") == code
    model.fill(code.replace("64", "32"))
    one.cell("모델 구성").get_by_role("tab", name="블록").click()
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 32\), 매개변수 2,080개"))
    model = one.code("모델 구성")
    broken = code.replace("64,", "64 oops,")
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if "oops" in text)
    model.fill(broken)
    alert = one.cell("모델 구성").get_by_role("alert").filter(has_text=f"{line}번째 줄")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("문법이 맞지 않아요")
    expect(model).to_have_value(broken)
    expect(one.brick(2)).to_have_count(0)
    one.reload()
    one.cell("모델 구성").get_by_role("tab", name="블록").click()
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 32\)"))


def test_code_that_can_be_read_says_what_is_wrong_with_it(learner):
    one = learner().open()
    model = one.code("모델 구성")
    model.fill(model.input_value().replace("layers.Flatten(),", "").replace('"relu"', '"relo"'))
    alert = one.cell("모델 구성").get_by_role("alert").filter(has_text="1번째 블록 Dense: ")
    expect(alert).to_contain_text("relo")
    model.fill(model.input_value().replace('"relo"', '"relu"'))
    expect(alert).not_to_contain_text("relo")
