"""Lessons 1, 2 and 5 from the list on the first page to 'correct', as a learner goes through them."""

import re

from playwright.sync_api import expect


def taken(one, title):
    """The lesson of that title, by the list on the first page."""
    one.open()
    one.page.get_by_role("navigation", name="수업").get_by_role("link", name=re.compile(re.escape(title))).click()
    return one.ready()


def part(one, text):
    """The card that asks this, or whose goal this is."""
    return one.page.get_by_role("group").filter(has_text=text).filter(has=one.page.get_by_role("button")).last


def predict(one, question, option):
    card = one.page.locator(".part.is-prediction").filter(has_text=question)
    card.get_by_role("radio", name=option).check()
    card.get_by_role("button", name="확정").click()
    expect(card.get_by_text("예상을 적어 두었어요")).to_be_visible()


def expect_reply(one, question, reply):
    expect(one.page.locator(".part.is-prediction").filter(has_text=question)).to_contain_text(reply)


def quiz(one, question):
    return one.page.locator(".part.is-quiz").filter(has_text=question)


def choose(one, question, option):
    card = quiz(one, question)
    card.get_by_role("radio", name=option).check()
    card.get_by_role("button", name="답 내기").click()
    return card


def write(one, question, text):
    card = quiz(one, question)
    card.get_by_role("textbox").fill(text)
    card.get_by_role("button", name="답 내기").click()
    return card


def check(one, goal):
    card = one.page.locator(".part.is-check").filter(has_text=goal)
    card.get_by_role("button", name="확인하기").click()
    return card


def train(one):
    before = one.status.inner_text()
    one.press("학습 시작")
    expect(one.status).not_to_have_text(before)
    one.expect_status("^학습 완료 · ")
    expect(one.cell("모델 평가").get_by_role("table")).to_be_visible()


def test_lesson_1(learner):
    one = taken(learner(), "1. 케라스 첫 블록")
    expect(check(one, "검증 정확도 0.9를 넘고")).to_contain_text("아직 안 했어요")
    write(one, "고칠 수는 모두 몇 개", "2")
    expect(quiz(one, "고칠 수는 모두 몇 개")).to_contain_text("아직이에요")
    write(one, "고칠 수는 모두 몇 개", "3")
    expect(quiz(one, "고칠 수는 모두 몇 개")).to_contain_text("맞았어요!")
    predict(one, "5에포크를 학습하는 동안", "점점 내려가요")
    train(one)
    expect_reply(one, "5에포크를 학습하는 동안", "갈 길이 남았을")
    expect(check(one, "검증 정확도 0.9를 넘고")).to_contain_text("아직이에요")
    predict(one, "40에포크를 학습하면", "0.95를 넘지만 1.0은 안 돼요")
    one.set_number("에포크", 40)
    train(one)
    expect(check(one, "검증 정확도 0.9를 넘고")).to_contain_text("맞았어요!")
    choose(one, "한가운데 (0, 0)에", "0.5쯤")
    in_order(one)
    expect(check(one, "일곱 단계를 차례대로 놓아요")).to_contain_text("맞았어요!")
    one.reload()
    expect(one.page.locator(".part.is-check").filter(has_text="일곱 단계를 차례대로")).to_contain_text("맞았어요!")
    one.open()
    expect(one.page.get_by_role("link", name=re.compile("^1. 케라스 첫 블록.*마쳤어요"))).to_be_visible()


STEPS = ("데이터셋 생성", "모델 구성", "학습과정 설정", "모델 학습", "학습과정 살펴보기", "모델 평가", "모델 사용")


def in_order(one):
    """Put the seven steps in their order with the buttons."""
    card = quiz(one, "일곱 단계를 차례대로 놓아 보세요")
    for place, step in enumerate(STEPS, 1):
        up = card.get_by_role("button", name=re.compile(f"번째 ‘{step}’ 위로$"))
        while not re.match(f"^{place}번째", up.get_attribute("aria-label")):
            before = up.get_attribute("aria-label")
            up.click()
            expect(up).not_to_have_attribute("aria-label", before)
    card.get_by_role("button", name="답 내기").click()
    expect(card).to_contain_text("맞았어요!")


def test_lesson_2(learner):
    one = taken(learner(), "2. 직선 하나로")
    choose(one, "왜 sigmoid를 떼었을까요", "답이 0과 1 사이에 갇혀서")
    predict(one, "기울기는 2에 다다를까요", "2 쪽으로 가다가 못 미쳐요")
    train(one)
    expect(check(one, "최소제곱 기울기의 5 % 안에")).to_contain_text("아직이에요")
    predict(one, "학습률을 0.1로 바꾸고", "기울기가 2 가까이 가요")
    one.set_number("학습률", 0.1)
    train(one)
    expect(check(one, "최소제곱 기울기의 5 % 안에")).to_contain_text("맞았어요!")
    write(one, "x = 3일 때 몇이라고", "6")
    expect(check(one, "두 번 모두 먼저 예상하고")).to_contain_text("맞았어요!")


def test_lesson_5(learner):
    one = taken(learner(), "5. 손글씨 숫자 MLP")
    predict(one, "sgd로 5에포크를 학습하면", "0.5는 넘지만")
    train(one)
    predict(one, "adam으로 20에포크를", "훈련 정확도")
    one.box("combobox", "옵티마이저").select_option("Adam")
    one.set_number("에포크", 20)
    train(one)
    expect(check(one, "검증 정확도 0.94를 넘어요")).to_contain_text("맞았어요!")
    write(one, "마지막 Dense(10)의 매개변수는", "2570")
    write(one, "왜 틀렸을지 한 문장으로", "획이 끊겨서 다른 숫자처럼 보였어요")
    use = one.cell("모델 사용")
    use.locator("label").filter(has_text="틀림").click()
    for n in range(3):
        use.get_by_role("button", name=re.compile("번 샘플, 정답 .*틀림")).nth(n).click()
    expect(use.get_by_text("3개 골랐어요")).to_be_visible()
    expect(check(one, "틀린 그림 세 장을 찾고")).to_contain_text("맞았어요!")
