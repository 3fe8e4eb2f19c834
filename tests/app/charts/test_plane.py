"""Dots, regions and lines of small data sets, whatever the model says of them."""

import numpy as np
import pytest

from app.charts.fields import chances, field_of, many_shades, shade_colours, two_shades
from app.charts.fitted_line import FittedLine, ends
from app.charts.plane import Plane, answers_at
from app.compute.observing import GRID, LINE, Observation, grid
from app.compute.previewing import Preview
from engine.typing import Array

BOUNDS = (-1.0, 1.0, -2.0, 2.0)


def preview(classes: int, n: int = 60) -> Preview:
    draw = np.random.default_rng(0)
    x, y = draw.uniform(-0.9, 0.9, (3 * n, 2)).astype("float32"), np.arange(3 * n) % classes
    return Preview((n, n, n), x[:n], y[:n], x[n:2 * n], y[n:2 * n], x[2 * n:], y[2 * n:], (n,))


def sigmoid(y: Array) -> Observation:
    return Observation("plane", y.astype("float32").reshape(-1, 1), BOUNDS)


def test_one_output_is_the_chance_of_class_1() -> None:
    assert chances(np.array([[0.25]])).tolist() == [[0.75, 0.25]]


def test_what_is_no_number_is_undecided() -> None:
    assert chances(np.array([[np.nan]])).tolist() == [[0.5, 0.5]]
    assert chances(np.array([[np.inf]])).tolist() == [[0, 1]]


def test_the_border_lies_where_the_chance_is_one_half() -> None:
    y = (grid(BOUNDS)[:, 0] + 1) / 2 + 0.001
    field = field_of(y[:, None], BOUNDS)
    assert np.abs(np.concatenate(field.xs)).max() < 0.05
    assert field.shades[:, 0].max() < 5
    assert field.shades[:, -1].min() > 95


def test_there_is_no_border_without_two_sides() -> None:
    assert field_of(np.full((GRID * GRID, 1), 0.2), BOUNDS).xs == []
    assert field_of(np.full((GRID * GRID, 1), np.nan), BOUNDS).xs == []


def test_many_classes_are_coloured_by_the_largest() -> None:
    planes = np.array([0.8, 0.1, 0.1]).reshape(3, 1, 1), np.array([0.0, 0.0, 1.0]).reshape(3, 1, 1)
    low, high = (int(many_shades(each)[0, 0]) for each in planes)
    colours = shade_colours(3, ("#000000", "#111111", "#222222"), "#ffffff")
    assert 0 <= low < len(colours) // 3
    assert high == len(colours) - 1
    both = shade_colours(2, ("#000000", "#111111"), "#ffffff")
    assert int(two_shades(np.array([0.0, 1.0]).reshape(2, 1, 1))[0, 0]) == len(both) - 1


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_a_plane_takes_any_number_of_classes(classes: int) -> None:
    chart = Plane()
    chart.show_points(preview(classes))
    y = np.random.default_rng(1).dirichlet(np.ones(classes), GRID * GRID)
    chart.update(Observation("plane", y, BOUNDS))
    assert chart._mapper.high == len(chart._mapper.palette) - 1
    chart.restyle(dark=True, large=True)
    chart.update(None)
    assert list(chart._field.data["z"]) == []


def test_a_plane_says_how_many_dots_are_right() -> None:
    chart, seen = Plane(), preview(2)
    assert "아직" in chart.text()
    chart.show_points(seen, ["파랑", "주황"])
    assert "훈련 샘플 60개, 검증 샘플 60개, 시험 샘플 60개" in chart.text()
    assert "파랑, 주황" in chart.text()
    chart.update(sigmoid(np.zeros(GRID * GRID)))
    assert "60개 가운데 30개" in chart.text()


def test_answers_are_read_off_the_grid() -> None:
    places = grid(BOUNDS)
    answers = answers_at(sigmoid(places[:, 0] > 0), np.array([[-0.9, 1.9], [0.9, -1.9], [5.0, 5.0]]))
    assert answers.tolist() == [0, 1, 1]


def test_a_plane_without_validation_or_test_dots() -> None:
    seen, none = preview(2), np.zeros((0, 2), "float32")
    chart = Plane()
    chart.show_points(Preview((60, 0, 0), seen.x, seen.y, none, none[:, 0], none, none[:, 0], (30, 30)))
    assert [item.label.value for item in chart._dots._parts.items] == ["훈련"]


def test_a_line_holds_its_dots_and_breaks_at_what_is_no_number() -> None:
    chart = FittedLine()
    assert "아직" in chart.text()
    x = np.linspace(-1, 1, 20, dtype="float32")[:, None]
    chart.show_points(Preview((20, 0, 0), x, x[:, 0] * 3, x[:0], x[:0, 0], x[:0], x[:0, 0], ()))
    before = chart.figure.y_range.start, chart.figure.y_range.end
    y = np.full((LINE, 1), 100.0)
    y[3] = np.inf
    chart.update(Observation("line", y, (-1.2, 1.2)))
    assert (chart.figure.y_range.start, chart.figure.y_range.end) == before
    assert np.isnan(chart._line.data["y"][3])
    assert "100" in chart.text()
    chart.update(None)
    assert len(chart._line.data["x"]) == 0


def test_ends_have_room() -> None:
    assert ends(np.array([])) == (-1, 1)
    assert ends(np.array([2.0, 2.0, np.nan])) == (1, 3)
