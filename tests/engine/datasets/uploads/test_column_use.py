"""What columns are used for: roles, identifiers, dates, windows of a series; page and script agree."""

import datetime

import numpy as np
import pytest

from engine.datasets.uploads import file_store
from engine.datasets.uploads.dates import find_format, varying_parts
from engine.datasets.uploads.file_store import save
from engine.datasets.uploads.known_words import word_list
from engine.datasets.uploads.table import read_table
from engine.datasets.uploads.table_cache import first_options
from engine.errors import ProblemError
from engine.specs.data import data_problems, dataset_of, load
from engine.specs.data_code import data_code, read_data
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec
from engine.specs.starter_model import suggest_model

DAY = datetime.date(2023, 1, 1)
MONTHS = "Month,Passengers\n" + "".join(f"{1949 + n // 12}-{n % 12 + 1:02},{112 + 3 * n}\n" for n in range(60))
STUDENTS = "학번,이름,반,키,날짜,성적\n" + "".join(
    f"{2024000 + n},학생{n},{n % 3}반,{150 + n % 40},{DAY + datetime.timedelta(n)},{'AB'[n % 2]}\n" for n in range(60)
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path / "uploads"))
    return tmp_path


def spec_of(content, **options):
    data = content.encode()
    return DataSpec("csv", {"key": save(data), "file": "data.csv", **first_options(read_table(data)), **options})


def assert_script_agrees(spec, content, folder, monkeypatch):
    (folder / "data.csv").write_text(content, "utf-8")
    monkeypatch.chdir(folder)
    variables = {}
    exec(data_code(spec), variables)
    for name, array in load(spec).arrays().items():
        np.testing.assert_array_equal(array, variables[name], err_msg=name)
        assert array.dtype == variables[name].dtype


def test_identifiers_are_left_out_at_first_with_a_notice(folder, monkeypatch):
    spec = spec_of(STUDENTS)
    dataset = dataset_of(spec)
    assert spec.options["columns"] == {"학번": "out"}  # names are free text, which is no feature anyway
    assert dataset.shown_columns() == ("반", "키", "날짜")
    undo = next(notice.undo for notice in dataset.notices if notice.code == "table_identifier")
    again = DataSpec("csv", {**spec.options, **undo})
    assert "학번" in dataset_of(again).shown_columns()
    assert_script_agrees(spec, STUDENTS, folder, monkeypatch)


@pytest.mark.parametrize("name", ["id", "No.", "고객_id", "PassengerId", "연번", "userID"])
def test_names_of_identifiers(name):
    table = read_table(f"{name},x,y\n".encode() + b"".join(b"%d,%d,%d\n" % (n + 7, n % 9, n % 2) for n in range(30)))
    assert list(first_options(table)["columns"]) == [name]


@pytest.mark.parametrize("name", ["x", "width", "grid", "번호판", "paid"])
def test_other_names_are_none(name):
    table = read_table(f"{name},x1,y\n".encode() + b"".join(b"%d,%d,%d\n" % (n + 7, n % 9, n % 2) for n in range(30)))
    assert "columns" not in first_options(table)


def test_an_index_without_a_name_is_left_out():
    table = read_table(b",x,y\n" + b"".join(b"%d,%d,%d\n" % (n, n % 9, n % 2) for n in range(30)))
    assert first_options(table)["columns"] == {"column 1": "out"}


def test_a_table_of_identifiers_alone_keeps_them():
    table = read_table(b"id,y\n" + b"".join(b"%d,%d\n" % (n, n % 2) for n in range(30)))
    assert "columns" not in first_options(table)


def test_roles_change_what_a_column_becomes(folder, monkeypatch):
    spec = spec_of(STUDENTS, columns={"학번": "out", "날짜": "out", "키": "categorical"})
    assert dataset_of(spec).shown_columns() == ("반", "키")
    assert dataset_of(spec).shape == (3 + 40,)
    assert_script_agrees(spec, STUDENTS, folder, monkeypatch)


def test_numbers_become_dates_by_their_role(folder, monkeypatch):
    content = "날,값,y\n" + "".join(f"{DAY + datetime.timedelta(n):%Y%m%d},{n % 7},{'ab'[n % 2]}\n" for n in range(50))
    spec = spec_of(content, columns={"날": "date"})
    assert dataset_of(spec).feature_names == ("값", "날 month", "날 day", "날 day_of_week")
    assert_script_agrees(spec, content, folder, monkeypatch)


def test_a_missing_date_is_filled(folder, monkeypatch):
    content = "날,값,y\n" + "".join(f"{'' if n == 3 else DAY + datetime.timedelta(n)},{n},{'ab'[n % 2]}\n" for n in range(50))
    spec = spec_of(content)
    assert not np.isnan(load(spec).x_train).any()
    assert_script_agrees(spec, content, folder, monkeypatch)


@pytest.mark.parametrize(("columns", "path", "code"), [
    ({"키": "nothing"}, ("data", "columns", "키"), "not_a_choice"),
    ({"반": "date"}, ("data", "columns", "반"), "csv_not_a_date"),
    ({"반": "numeric"}, ("data", "columns", "반"), "csv_wrong_role"),
    ({"없음": "out"}, ("data", "target"), "csv_unknown_column"),
    ([1], ("data", "columns"), "not_a_choice"),
])
def test_a_role_that_does_not_fit_is_a_problem_of_its_column(columns, path, code):
    (problem,) = data_problems(spec_of(STUDENTS, columns=columns))
    assert (problem.code, problem.path) == (code, path)


def test_every_known_date_format_is_recognised():
    times = [datetime.datetime(2021, 3, day, 4, 5, 6) for day in (2, 15, 28)]
    for form in word_list("dates"):
        cells = [time.strftime(form) for time in times]
        recognised = find_format(cells)
        assert recognised is not None, form
        assert [datetime.datetime.strptime(cell, recognised) for cell in cells] == [
            datetime.datetime.strptime(cell, form) for cell in cells], (form, recognised)


@pytest.mark.parametrize("cells", [["2024-13-01"], ["010-1234-5678"], ["hello"], ["2024-01-01", "x"], []])
def test_other_texts_are_no_dates(cells):
    assert find_format(cells) is None


def test_parts_that_vary():
    assert varying_parts(["2024-01-01", "2024-02-01"], "%Y-%m-%d") == ("month", "day_of_week")
    assert varying_parts(["2023-01", "2024-01"], "%Y-%m") == ("year",)


def test_dates_and_numbers_become_a_series(folder, monkeypatch):
    spec = spec_of(MONTHS)
    assert spec.options["series"] == {"window": 12, "step": 1, "horizon": 1}
    assert spec.options["target"] == "Passengers"
    dataset, samples = dataset_of(spec), load(spec)
    assert dataset.shape == (12, 1)
    assert [len(part) for part in (samples.x_train, samples.x_val, samples.x_test)] == [34, 4, 10]
    last = samples.unscaled_targets(samples.y_test)[-1]
    assert abs(last - (112 + 3 * 59)) < 1e-3
    assert_script_agrees(spec, MONTHS, folder, monkeypatch)


def test_a_series_is_sorted_and_its_gaps_are_filled(folder, monkeypatch):
    header, *lines = MONTHS.splitlines()
    lines[5] = lines[5].split(",")[0] + ",-"
    content = "\n".join([header, *lines[::-1]]) + "\n"
    spec = spec_of(content, series={"window": 3, "step": 2, "horizon": 2})
    samples = load(spec)
    values = 112 + 3 * np.arange(60.0)
    expected = np.array([values[start : start + 3] for start in range(0, 56, 2)])
    x = np.concatenate([samples.x_train, samples.x_val, samples.x_test])[:, :, 0]
    scale = np.polyfit(x.ravel(), expected.ravel(), 1)
    np.testing.assert_allclose(np.polyval(scale, x), expected, rtol=1e-4)
    assert dataset_of(spec).cells(np.array([0]))[0][1] == "124"
    assert_script_agrees(spec, content, folder, monkeypatch)


def test_the_cells_of_a_sample_are_those_of_the_file():
    spec = spec_of(STUDENTS)
    assert dataset_of(spec).cells(np.array([0, 59])) == [["0반", "150", "2023-01-01"], ["2반", "169", "2023-03-01"]]


def test_a_window_that_is_too_long_is_a_problem():
    (problem,) = data_problems(spec_of(MONTHS, series={"window": 59}))
    assert (problem.code, problem.path) == ("csv_no_series", ("data", "series", "window"))
    (problem,) = data_problems(spec_of(MONTHS, series={"window": 0}))
    assert problem.path == ("data", "series", "window")


def test_edited_windows_in_the_code_are_read_back():
    spec = spec_of(MONTHS)
    read = read_data(data_code(spec).replace("window = 12", "window = 6"), spec)
    assert read == DataSpec("csv", {**spec.options, "series": {"window": 6, "step": 1, "horizon": 1}})


def test_classes_keep_their_share_in_each_part(folder, monkeypatch):
    content = "x,y\n" + "".join(f"{n % 7},{'사기' if n in (3, 500) else '정상'}\n" for n in range(1000))
    spec = spec_of(content)
    samples = load(spec)
    assert [int((part == 0).sum()) for part in (samples.y_train, samples.y_test)] == [1, 1]
    assert [notice.code for notice in dataset_of(spec).notices] == ["table_scarce_classes"]
    assert_script_agrees(spec, content, folder, monkeypatch)


def test_a_large_target_can_be_scaled(folder, monkeypatch):
    content = "x,y\n" + "".join(f"{n},{n * 10_000_000 + 5_000_000}\n" for n in range(50))
    spec = spec_of(content, columns={}, series=None, target="y", kind="numeric")
    (notice,) = dataset_of(spec).notices
    assert (notice.code, notice.undo) == ("table_large_target", {"scale_target": True})
    scaled = DataSpec("csv", {**spec.options, **notice.undo})
    samples = load(scaled)
    assert abs(samples.y_train).max() < 3
    np.testing.assert_allclose(samples.unscaled_targets(samples.y_train), load(spec).y_train, rtol=1e-4)
    assert [notice.code for notice in dataset_of(scaled).notices] == ["table_scaled_target"]
    assert_script_agrees(scaled, content, folder, monkeypatch)


def test_the_options_of_a_new_file_are_right_as_they_are():
    for content in (MONTHS, STUDENTS):
        assert data_problems(spec_of(content)) == []


def test_series_options_of_another_form_are_problems():
    for series in (3, {"width": 2}, {"window": "a"}):
        with pytest.raises(ProblemError):
            dataset_of(spec_of(MONTHS, series=series))


def test_a_series_has_a_model_that_learns_it():
    spec = spec_of(MONTHS)
    draft = suggest_model(spec)
    assert [layer.class_name for layer in draft.model.layers] == ["LSTM", "Dense", "Dense"]
    assert Experiment(spec, draft.model, draft.compile).problems() == []


def test_words_that_are_all_different_name_the_rows_and_are_left_out_at_first():
    def first(n, words):
        rows = "".join(f"{words(i)},{i},{i * i % 11},{'AB'[i % 2]}\n" for i in range(n))
        return first_options(read_table(f"자치구,x,z,등급\n{rows}".encode()))

    assert first(25, "구{}".format) == {"columns": {"자치구": "out"}}
    assert first(6, "구{}".format) == {}
    assert first(25, lambda i: f"구{i % 24}") == {}
