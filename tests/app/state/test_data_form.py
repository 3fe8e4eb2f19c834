"""The form of the data cell: every set has one, a learner's table has its answer, and a change is a new spec."""

from dataclasses import replace

import pytest

from app.compute.previewing import preview
from app.state.data_form import changed_data, data_fields, data_values, first_data
from app.state.source import facts, source, switch
from app.state.uploading import taken
from engine.datasets.catalog import CATALOG
from engine.datasets.uploads import file_store
from engine.specs.data import data_problems
from engine.specs.objects import DataSpec

FLOWERS = "번호,길이,꽃,색\n" + "".join(
    f"{n},{'' if n == 3 else n / 7:},{('장미', '튤립')[n % 2]},{'' if n == 5 else n % 3}\n" for n in range(60)
)


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path))
    return taken(FLOWERS.encode(), "꽃.csv")


class Nothing:
    """A showing that has nothing to show yet."""

    preview = problem = downloading = spec = None
    loading = True


def field(spec, name):
    return next(each for each in data_fields(spec) if each["name"] == name)


@pytest.mark.parametrize("name", CATALOG)
def test_every_set_has_a_form_with_a_value_for_each_field(name):
    spec = first_data(name)
    assert data_problems(spec) == []
    values = data_values(spec)
    for each in data_fields(spec):
        assert each["name"] in values or "default" in each


def test_sets_of_many_images_begin_with_few():
    assert first_data("mnist").options == {"n": 10_000}
    assert first_data("iris").options == {}


def test_the_picker_offers_the_learners_own_data():
    options = field(DataSpec("iris"), "name")["options"]
    assert [(each["value"], each["group"]) for each in options][-1] == ("csv", "내 데이터")
    assert len(options) == len(CATALOG) + 1


def test_an_own_table_has_its_answer_and_the_usual_split(own):
    assert data_values(own)["target"] == "색"
    assert data_values(own)["kind"] == "categorical"
    options = field(own, "target")["options"]
    assert [each["value"] for each in options] == ["번호", "길이", "꽃", "색"]
    assert options[1]["help"] == "숫자 열 · 빈칸 1개"
    assert [each["label"] for each in field(own, "kind")["options"]] == ["숫자", "범주"]
    assert {"test_share", "validation_share", "seed", "one_hot"} <= {each["name"] for each in data_fields(own)}


def test_without_a_file_there_is_the_picker_alone():
    for spec in (DataSpec("csv"), DataSpec("csv", {"key": "0" * 64})):
        assert [each["name"] for each in data_fields(spec)] == ["name"]
        assert facts(spec, Nothing) == []
        assert source(spec, Nothing)["choices"] == []


def test_another_answer_is_taken_for_what_it_looks_like(own):
    numeric = changed_data(own, "kind", "numeric")
    assert numeric.options["kind"] == "numeric"
    flower = changed_data(numeric, "target", "꽃")
    assert data_values(flower)["kind"] == "categorical"
    assert data_problems(flower) == []
    assert data_problems(changed_data(flower, "kind", "numeric"))[0].path == ("data", "kind")
    wrong = changed_data(flower, "target", "향기")
    assert data_problems(wrong)[0].path == ("data", "target")
    assert [each["name"] for each in data_fields(wrong)][:3] == ["name", "target", "kind"]
    assert data_values(wrong)["target"] == "향기"


def test_each_column_but_the_target_has_its_use(own):
    assert data_values(own)["columns.번호"] == "out"
    assert field(own, "columns.길이")["help"] == "숫자 열 · 빈칸 1개"
    assert [each["label"] for each in field(own, "columns.길이")["options"]] == ["숫자", "범주", "날짜", "쓰지 않기"]
    assert "columns.색" not in {each["name"] for each in data_fields(own)}
    used = changed_data(own, "columns.번호", "numeric")
    assert used.options["columns"] == {"번호": "numeric"}
    assert data_problems(used) == []
    wrong = changed_data(own, "columns.꽃", "date")
    assert data_problems(wrong)[0].path == ("data", "columns", "꽃")
    assert data_values(wrong)["columns.꽃"] == "date"


def test_a_column_of_numbers_can_become_a_series_and_back(own):
    numbers = changed_data(own, "target", "길이")
    series = changed_data(numbers, "as_series", True)
    assert data_problems(series) == []
    assert {"series.window", "series.step", "series.horizon", "scale_target"} <= {each["name"] for each in data_fields(series)}
    assert "kind" not in {each["name"] for each in data_fields(series)}
    assert data_values(series)["as_series"] is True
    assert data_values(series)["scale_target"] is True
    wider = changed_data(series, "series.window", 20)
    assert data_values(wider)["series.window"] == 20
    assert data_problems(changed_data(series, "series.window", 60))[0].path == ("data", "series", "window")
    assert changed_data(wider, "as_series", False).options["series"] is None


def test_other_fields_and_other_sets(own):
    assert changed_data(own, "test_share", 0.3).test_share == 0.3
    assert changed_data(own, "test_share", 0.3).options == own.options
    assert changed_data(own, "name", "mnist") == first_data("mnist")
    assert changed_data(DataSpec("line"), "noise", 0.5).options == {"noise": 0.5}
    assert changed_data(changed_data(own, "one_hot", True), "target", "꽃").one_hot is False


def test_facts_say_what_was_filled_and_left_out(own):
    said = facts(own, Nothing)
    assert said[0] == "60행 4열"
    assert "채운 빈칸 1개" in said
    assert "정답이 없어 뺀 행 1개" in said
    assert "뺀 열: 번호" in said
    assert "샘플 하나의 모양 (3,)" in said
    assert "정답: 3가지" in said


def test_the_classes_of_an_own_table_are_counted(own):
    class Seen(Nothing):
        preview, loading = preview(own), False

    said = facts(own, Seen)
    assert any(each.startswith("훈련셋의 정답: 0 ") for each in said)
    assert not any("시험셋" in each and "없" in each for each in said)


def test_an_empty_test_set_and_classes_without_test_samples_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path))
    rare = taken(("x,y\n" + "".join(f"{n % 7},{'사기' if n == 3 else '정상'}\n" for n in range(50))).encode(), "x.csv")

    class Seen(Nothing):
        preview, loading = preview(rare), False

    assert "시험셋에 없는 정답: 사기" in facts(rare, Seen)
    empty = replace(rare, test_share=0)
    Seen.preview = preview(empty)
    assert any("시험셋이 비어 있어서" in each for each in facts(empty, Seen))
    assert Seen.preview.balance_test == (0, 0)


def test_the_switch_is_there_where_a_set_has_two_sizes():
    assert [each["value"] for each in switch("digits")] == ["digits", "mnist"]
    assert [each["label"] for each in switch("mnist")] == ["내장 데이터", "내려받는 데이터"]
    assert switch("fashion_mnist") == switch("iris") == switch("csv") == []
