"""Confusion matrix and class balance with few, many and long-named classes."""

import numpy as np
import pytest

from app.charts.class_balance import ClassBalance
from app.charts.confusion import Confusion
from app.charts.labels import cut, width


def test_rows_are_true_classes_and_columns_predictions() -> None:
    chart = Confusion()
    chart.update(np.array([[5, 2], [0, 3]]), ["고양이", "개"])
    data = chart._cells.data
    at = list(zip(data["y"], data["x"], strict=True)).index((0, 1))
    assert data["text"][at] == "2"
    assert (data["true"][at], data["predicted"][at]) == ("고양이", "개")
    assert chart.figure.y_range.start > chart.figure.y_range.end
    assert chart._right.data["at"] == [0, 1]
    assert data["text"][list(zip(data["y"], data["x"], strict=True)).index((1, 0))] == ""


def test_confusion_matrices_are_described() -> None:
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


def test_long_names_are_truncated() -> None:
    names = ["a very long name of a class, first", "a very long name of a class, second"]
    chart = Confusion()
    chart.update(np.eye(2, dtype=int), names)
    assert chart.figure.xaxis[0].major_label_overrides[0].endswith("…")
    assert cut("가나다라마바사아", 9) == "가나다라…"
    assert width("가a") == 3


def test_names_are_rotated_if_they_would_overlap() -> None:
    chart = Confusion()
    chart.update(np.eye(10, dtype=int), [str(n) for n in range(10)])
    assert chart.figure.xaxis[0].major_label_orientation == "horizontal"
    chart.update(np.eye(10, dtype=int), [f"Ankle boot {n}" for n in range(10)])
    assert chart.figure.xaxis[0].major_label_orientation != "horizontal"
    assert chart.figure.yaxis[0].major_label_orientation == "horizontal"


def test_class_balance_shows_and_describes_counts() -> None:
    chart = ClassBalance()
    assert "아직" in chart.text()
    chart.update((30, 12), ["0", "1"])
    assert chart._source.data["count"] == [30, 12]
    assert "0 30, 1 12" in chart.text()
    assert chart.figure.y_range.end >= 30
    chart.restyle(dark=True, large=True)
    chart.update((), [])
    assert "아직" in chart.text()
