"""Scatter plots, decision regions and fitted lines of small data sets, for any model outputs."""

import numpy as np
import pytest

from app.charts.decision_boundary import DecisionBoundary, predict_at
from app.charts.decision_regions import (
    class_probabilities,
    compute_regions,
    shade_classes,
    shade_colours,
    shade_two_classes,
)
from app.charts.fitted_line import FittedLine, padded_range
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


def test_one_output_is_the_probability_of_class_1() -> None:
    assert class_probabilities(np.array([[0.25]])).tolist() == [[0.75, 0.25]]


def test_nan_outputs_are_undecided() -> None:
    assert class_probabilities(np.array([[np.nan]])).tolist() == [[0.5, 0.5]]
    assert class_probabilities(np.array([[np.inf]])).tolist() == [[0, 1]]


def test_the_border_is_at_probability_one_half() -> None:
    y = (grid(BOUNDS)[:, 0] + 1) / 2 + 0.001
    regions = compute_regions(y[:, None], BOUNDS)
    assert np.abs(np.concatenate(regions.xs)).max() < 0.05
    assert regions.shades[:, 0].max() < 5
    assert regions.shades[:, -1].min() > 95


def test_one_sided_outputs_have_no_border() -> None:
    assert compute_regions(np.full((GRID * GRID, 1), 0.2), BOUNDS).xs == []
    assert compute_regions(np.full((GRID * GRID, 1), np.nan), BOUNDS).xs == []


def test_many_classes_are_coloured_by_the_most_probable() -> None:
    planes = np.array([0.8, 0.1, 0.1]).reshape(3, 1, 1), np.array([0.0, 0.0, 1.0]).reshape(3, 1, 1)
    low, high = (int(shade_classes(each)[0, 0]) for each in planes)
    colours = shade_colours(3, ("#000000", "#111111", "#222222"), "#ffffff")
    assert 0 <= low < len(colours) // 3
    assert high == len(colours) - 1
    both = shade_colours(2, ("#000000", "#111111"), "#ffffff")
    assert int(shade_two_classes(np.array([0.0, 1.0]).reshape(2, 1, 1))[0, 0]) == len(both) - 1


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_any_number_of_classes_is_shown(classes: int) -> None:
    chart = DecisionBoundary()
    chart.show_points(preview(classes))
    y = np.random.default_rng(1).dirichlet(np.ones(classes), GRID * GRID)
    chart.update(Observation("plane", y, BOUNDS))
    assert chart._mapper.high == len(chart._mapper.palette) - 1
    chart.restyle(dark=True, large=True)
    chart.update(None)
    assert list(chart._image.data["z"]) == []


def test_descriptions_count_correct_predictions() -> None:
    chart, seen = DecisionBoundary(), preview(2)
    assert "아직" in chart.text()
    chart.show_points(seen, ["파랑", "주황"])
    assert "훈련 샘플 60개, 검증 샘플 60개, 시험 샘플 60개" in chart.text()
    assert "파랑, 주황" in chart.text()
    chart.update(sigmoid(np.zeros(GRID * GRID)))
    assert "60개 가운데 30개" in chart.text()


def test_predictions_are_those_of_the_nearest_grid_point() -> None:
    places = grid(BOUNDS)
    answers = predict_at(sigmoid(places[:, 0] > 0), np.array([[-0.9, 1.9], [0.9, -1.9], [5.0, 5.0]]))
    assert answers.tolist() == [0, 1, 1]


def test_validation_and_test_samples_may_be_absent() -> None:
    seen, none = preview(2), np.zeros((0, 2), "float32")
    chart = DecisionBoundary()
    chart.show_points(Preview((60, 0, 0), seen.x, seen.y, none, none[:, 0], none, none[:, 0], (30, 30)))
    assert [item.label.value for item in chart._dots._parts.items] == ["훈련"]


def test_line_axes_fit_the_samples_and_lines_break_at_inf() -> None:
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


def test_padded_ranges_include_the_values() -> None:
    assert padded_range(np.array([])) == (-1, 1)
    assert padded_range(np.array([2.0, 2.0, np.nan])) == (1, 3)
