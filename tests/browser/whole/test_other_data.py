"""Other data under a stack that was made for the data before: one press brings a model that fits, and undo the old one."""

from playwright.sync_api import expect


def test_one_press_brings_a_model_that_fits_other_data(learner):
    one = learner().open()
    offer = one.cell("모델 구성").get_by_role("button", name="이 데이터에 맞는 모델로 바꾸기")
    expect(offer).to_have_count(0)
    one.box("combobox", "데이터셋").select_option("line")
    offer.press("Enter")
    one.expect_bricks("Dense", "Dense")
    expect(offer).to_have_count(0)
    one.set_number("에포크", 2)
    one.press("학습 시작")
    one.expect_done(2)
    one.page.get_by_role("button", name="되돌리기").click()
    one.expect_bricks("Flatten", "Dense", "Dense")
    expect(offer).to_be_visible()
