"""Curves of running, diverged and restarted runs, their axes and their descriptions."""

from math import inf, nan

import pytest
from bokeh.document import Document
from bokeh.document.events import ColumnDataChangedEvent, ColumnsStreamedEvent

from app.charts import axis_range
from app.charts.curves import Curves, is_same_run
from app.charts.series import MAX_DOTS
from app.charts.smoothing import smooth_values
from app.charts.theme import contrast, palette

Points = list[tuple[float, float]]


def points(*values: float, per_epoch: int = 1) -> Points:
    return [((i + 1) / per_epoch, value) for i, value in enumerate(values)]


def values_of(chart: Curves, name: str) -> list[float]:
    return list(chart._series[name].source.data["value"])


def test_smoothing_keeps_a_constant_and_leaves_values_alone_at_0() -> None:
    assert smooth_values([3.0] * 5, 0.9) == pytest.approx([3.0] * 5)
    assert smooth_values([1.0, 5.0, 2.0], 0) == [1.0, 5.0, 2.0]


def test_smoothing_skips_values_that_are_not_finite() -> None:
    smoothed = smooth_values([1.0, nan, inf, 1.0], 0.5)
    assert smoothed[0] == smoothed[3] == 1.0
    assert smoothed[1] != smoothed[1]


def test_smoothing_is_an_exponential_moving_average() -> None:
    assert smooth_values([0.0, 1.0], 0.5)[1] == pytest.approx((0.5 * 0 + 1.0 * 1) / 1.5)


@pytest.mark.parametrize(("value", "end"), [(0, 0), (0.7, 0.8), (1, 1), (2.31, 2.5), (9.1, 10), (29_000, 30_000)])
def test_axes_end_at_round_numbers(value: float, end: float) -> None:
    assert axis_range.round_up(value) == pytest.approx(end)


def test_loss_axes_start_at_0_and_include_all_values() -> None:
    axis = axis_range.value_range([[2.3, 0.2], [2.0]])
    assert axis.low == 0
    assert axis.high >= 2.3


def test_loss_axes_include_negative_values() -> None:
    axis = axis_range.value_range([[-0.4, 0.2]])
    assert axis.low <= -0.4
    assert axis.high >= 0.2


def test_axes_are_stable_while_values_fill_them() -> None:
    before = axis_range.value_range([[2.3]])
    assert axis_range.value_range([[2.3, 1.1]], before) == before
    assert axis_range.value_range([[1.2]], before) == before
    assert axis_range.value_range([[0.1]], before) != before


def test_spikes_are_left_outside_unless_recent() -> None:
    calm = [1.0] * 100
    assert axis_range.value_range([[1e6, *calm]]).high < 10
    assert axis_range.value_range([[*calm, 1e6]]).high >= 1e6


def test_axes_ignore_values_that_are_not_finite() -> None:
    assert axis_range.value_range([[nan, inf]]) == (0, 1)
    assert axis_range.ratio_range([nan]).low == 0


def test_accuracy_axes_never_shrink() -> None:
    high = axis_range.ratio_range([0.93, 0.97])
    assert high.low == 0.8
    assert axis_range.ratio_range([0.6], high).low == 0.5
    assert axis_range.ratio_range([0.99], axis_range.ratio_range([0.1])).low == 0


def test_only_metrics_from_0_to_1_get_the_ratio_axis() -> None:
    assert axis_range.is_ratio(["accuracy", "val_accuracy"], [[0.1], [1.0]])
    assert not axis_range.is_ratio(["mae"], [[0.1]])
    assert not axis_range.is_ratio(["accuracy"], [[1.2]])


def test_charts_show_and_describe_curves() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(2.3, 0.5, 0.25), "val_loss": points(0.75)}, 10)
    assert values_of(chart, "loss") == [2.3, 0.5, 0.25]
    assert chart.figure.x_range.end == 10
    assert "훈련 손실 2.3에서 0.25" in chart.text()
    assert "검증 손실 0.75" in chart.text()
    assert "10에포크 가운데 3에포크" in chart.text()
    assert chart.figure.html_attributes["aria-label"] == chart.text()


def test_empty_and_diverged_charts_are_described() -> None:
    chart = Curves("loss", "손실")
    chart.update({}, 0)
    assert "아직" in chart.text()
    chart.update({"loss": points(2.0, 1e30, inf, nan)}, 5)
    assert "숫자 아님" in chart.text()
    assert chart.figure.y_range.end >= 1e30


def events_of(chart: Curves, curves: dict[str, Points]) -> list[object]:
    """The events that an update sends to the browser."""
    document, events = Document(), []
    document.add_root(chart.figure)
    document.on_change(events.append)
    chart.update(curves, 10)
    return events


def test_only_new_points_are_sent() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(3.0, 2.0)}, 10)
    events = events_of(chart, {"loss": points(3.0, 2.0, 1.0)})
    assert [list(e.data["value"]) for e in events if isinstance(e, ColumnsStreamedEvent)] == [[1.0]]
    assert not [e for e in events if isinstance(e, ColumnDataChangedEvent)]


def test_the_same_curves_again_send_nothing() -> None:
    chart = Curves("metric", "정확도")
    chart.update({"accuracy": points(0.1, 0.2)}, 10)
    assert events_of(chart, {"accuracy": points(0.1, 0.2)}) == []


def test_changed_points_replace_the_curve() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(3.0, 2.0, 1.0)}, 10)
    chart.update({"loss": [(1.0, 3.0), (3.0, 1.5), (4.0, 1.0)]}, 10)
    assert values_of(chart, "loss") == [3.0, 1.5, 1.0]
    assert list(chart._series["loss"].source.data["at"]) == [1.0, 3.0, 4.0]


def test_new_runs_reset_the_axis() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(900.0, 800.0)}, 10)
    chart.update({"loss": points(500.0)}, 10)
    assert chart.figure.y_range.end == 600
    assert not is_same_run(points(1.0, 2.0), points(3.0))
    assert is_same_run(points(1.0), points(1.0, 2.0))
    assert is_same_run([], points(1.0))


def test_removed_curves_are_cleared() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(1.0), "val_loss": points(2.0)}, 2)
    chart.update({"loss": points(1.0)}, 2)
    assert values_of(chart, "val_loss") == []


def test_smoothing_keeps_a_pale_raw_line() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(3.0, 1.0, 2.0)}, 3)
    chart.smooth(0.8)
    series = chart._series["loss"]
    assert list(series.source.data["raw"]) == [3.0, 1.0, 2.0]
    assert values_of(chart, "loss") == pytest.approx(smooth_values([3.0, 1.0, 2.0], 0.8))
    assert 0 < series.raw.glyph.line_alpha < 0.5


def test_dots_are_hidden_for_many_points() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(*[1.0] * MAX_DOTS)}, 3)
    assert chart._series["loss"].dots.glyph.fill_alpha == 1
    chart.update({"loss": points(*[1.0] * (MAX_DOTS + 1))}, 3)
    assert chart._series["loss"].dots.glyph.fill_alpha == 0


def test_metrics_in_one_chart_have_different_colours() -> None:
    chart = Curves("metric", "측정 항목")
    chart.update({"accuracy": points(0.5), "precision": points(0.4), "val_accuracy": points(0.5)}, 3)
    hues = {name: series.line.glyph.line_color for name, series in chart._series.items()}
    assert len(set(hues.values())) == 3


@pytest.mark.parametrize("dark", [False, True])
def test_curves_contrast_with_the_card(dark: bool) -> None:
    colours = palette(dark)
    assert len(set(colours.series.values())) == 4
    for colour in (*colours.series.values(), *colours.classes):
        assert contrast(colour, colours.card) >= 3
    assert contrast(colours.muted, colours.card) >= 4.5
