"""The confusion matrix and the balance of classes, with few, many and long-named classes."""

import numpy as np
import pytest

from app.charts.balance import Balance
from app.charts.confusion import Confusion
from app.charts.names import cut, width


def test_rows_are_the_truth_and_columns_the_prediction() -> None:
    chart = Confusion()
    chart.update(np.array([[5, 2], [0, 3]]), ["고양이", "개"])
    data = chart._cells.data
    at = list(zip(data["y"], data["x"], strict=True)).index((0, 1))
    assert data["text"][at] == "2"
    assert (data["true"][at], data["predicted"][at]) == ("고양이", "개")
    assert chart.figure.y_range.start > chart.figure.y_range.end
    assert chart._right.data["at"] == [0, 1]
    assert data["text"][list(zip(data["y"], data["x"], strict=True)).index((1, 0))] == ""


def test_a_matrix_is_said() -> None:
    chart = Confusion()
    assert "아직" in chart.text()
    chart.update(np.array([[5, 2], [1, 2]]), ["고양이", "개"])
    assert "10개 가운데 7개(70.0%)" in chart.text()
    assert "고양이 클래스를 개 클래스로 본 것으로, 2번" in chart.text()
    chart.update(np.array([[5, 0], [0, 2]]), ["고양이", "개"])
    assert "실수" not in chart.text()
    assert chart.figure.html_attributes["aria-label"] == chart.text()


@pytest.mark.parametrize("classes", [0, 1, 2, 17, 60])
def test_any_number_of_classes(classes: int) -> None:
    chart = Confusion()
    chart.update(np.eye(classes, dtype=int), [])
    chart.restyle(dark=True, large=True)
    assert len(chart._cells.data["x"]) == classes ** 2


def test_long_names_are_cut_and_may_then_be_equal() -> None:
    names = ["a very long name of a class, first", "a very long name of a class, second"]
    chart = Confusion()
    chart.update(np.eye(2, dtype=int), names)
    assert chart.figure.xaxis[0].major_label_overrides[0].endswith("…")
    assert cut("가나다라마바사아", 9) == "가나다라…"
    assert width("가a") == 3


def test_many_names_are_turned() -> None:
    chart = Confusion()
    chart.update(np.eye(10, dtype=int), [str(n) for n in range(10)])
    assert chart.figure.xaxis[0].major_label_orientation == "horizontal"
    chart.update(np.eye(10, dtype=int), [f"Ankle boot {n}" for n in range(10)])
    assert chart.figure.xaxis[0].major_label_orientation != "horizontal"
    assert chart.figure.yaxis[0].major_label_orientation == "horizontal"


def test_balance_shows_and_says_counts() -> None:
    chart = Balance()
    assert "아직" in chart.text()
    chart.update((30, 12), ["0", "1"])
    assert chart._source.data["count"] == [30, 12]
    assert "0 30, 1 12" in chart.text()
    assert chart.figure.y_range.end >= 30
    chart.restyle(dark=True, large=True)
    chart.update((), [])
    assert "아직" in chart.text()
