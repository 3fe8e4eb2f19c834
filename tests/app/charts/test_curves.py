"""Curves take any run: live, diverged, begun anew; their axes stay calm and their words are right."""

from math import inf, nan

import pytest
from bokeh.document import Document
from bokeh.document.events import ColumnDataChangedEvent, ColumnsStreamedEvent

from app.charts import spans
from app.charts.curves import Curves, same_run
from app.charts.series import MOST_DOTS
from app.charts.smoothing import smoothed
from app.charts.theme import contrast, palette

Points = list[tuple[float, float]]


def points(*values: float, per_epoch: int = 1) -> Points:
    return [((i + 1) / per_epoch, value) for i, value in enumerate(values)]


def shown(chart: Curves, name: str) -> list[float]:
    return list(chart._series[name].source.data["value"])


def test_smoothing_keeps_a_constant_and_leaves_values_alone_at_0() -> None:
    assert smoothed([3.0] * 5, 0.9) == pytest.approx([3.0] * 5)
    assert smoothed([1.0, 5.0, 2.0], 0) == [1.0, 5.0, 2.0]


def test_smoothing_goes_on_after_what_is_no_number() -> None:
    found = smoothed([1.0, nan, inf, 1.0], 0.5)
    assert found[0] == found[3] == 1.0
    assert found[1] != found[1]


def test_smoothing_is_the_average_with_falling_weights() -> None:
    assert smoothed([0.0, 1.0], 0.5)[1] == pytest.approx((0.5 * 0 + 1.0 * 1) / 1.5)


@pytest.mark.parametrize(("value", "end"), [(0, 0), (0.7, 0.8), (1, 1), (2.31, 2.5), (9.1, 10), (29_000, 30_000)])
def test_axes_end_at_round_numbers(value: float, end: float) -> None:
    assert spans.round_up(value) == pytest.approx(end)


def test_losses_begin_at_0_and_hold_all_values() -> None:
    span = spans.value_span([[2.3, 0.2], [2.0]])
    assert span.low == 0
    assert span.high >= 2.3


def test_losses_below_0_have_room() -> None:
    span = spans.value_span([[-0.4, 0.2]])
    assert span.low <= -0.4
    assert span.high >= 0.2


def test_an_axis_stays_while_values_fill_it() -> None:
    before = spans.value_span([[2.3]])
    assert spans.value_span([[2.3, 1.1]], before) == before
    assert spans.value_span([[1.2]], before) == before
    assert spans.value_span([[0.1]], before) != before


def test_a_stray_spike_is_left_outside_but_new_values_never_are() -> None:
    calm = [1.0] * 100
    assert spans.value_span([[1e6, *calm]]).high < 10
    assert spans.value_span([[*calm, 1e6]]).high >= 1e6


def test_an_axis_survives_what_is_no_number() -> None:
    assert spans.value_span([[nan, inf]]) == (0, 1)
    assert spans.share_span([nan]).low == 0


def test_accuracy_is_tight_and_only_grows() -> None:
    high = spans.share_span([0.93, 0.97])
    assert high.low == 0.8
    assert spans.share_span([0.6], high).low == 0.5
    assert spans.share_span([0.99], spans.share_span([0.1])).low == 0


def test_only_shares_get_the_axis_of_shares() -> None:
    assert spans.is_share(["accuracy", "val_accuracy"], [[0.1], [1.0]])
    assert not spans.is_share(["mae"], [[0.1]])
    assert not spans.is_share(["accuracy"], [[1.2]])


def test_a_chart_shows_curves_and_says_them() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(2.3, 0.5, 0.25), "val_loss": points(0.75)}, 10)
    assert shown(chart, "loss") == [2.3, 0.5, 0.25]
    assert chart.figure.x_range.end == 10
    assert "훈련 손실 2.3에서 0.25" in chart.text()
    assert "검증 손실 0.75" in chart.text()
    assert "10에포크 가운데 3에포크" in chart.text()
    assert chart.figure.html_attributes["aria-label"] == chart.text()


def test_an_empty_chart_and_a_diverged_one_say_so() -> None:
    chart = Curves("loss", "손실")
    chart.update({}, 0)
    assert "아직" in chart.text()
    chart.update({"loss": points(2.0, 1e30, inf, nan)}, 5)
    assert "숫자 아님" in chart.text()
    assert chart.figure.y_range.end >= 1e30


def events_of(chart: Curves, curves: dict[str, Points]) -> list[object]:
    """What an update sends to the browser."""
    document, sent = Document(), []
    document.add_root(chart.figure)
    document.on_change(sent.append)
    chart.update(curves, 10)
    return sent


def test_new_points_are_sent_alone() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(3.0, 2.0)}, 10)
    sent = events_of(chart, {"loss": points(3.0, 2.0, 1.0)})
    assert [list(e.data["value"]) for e in sent if isinstance(e, ColumnsStreamedEvent)] == [[1.0]]
    assert not [e for e in sent if isinstance(e, ColumnDataChangedEvent)]


def test_the_same_curves_again_send_nothing() -> None:
    chart = Curves("metric", "정확도")
    chart.update({"accuracy": points(0.1, 0.2)}, 10)
    assert events_of(chart, {"accuracy": points(0.1, 0.2)}) == []


def test_replaced_points_are_drawn_anew() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(3.0, 2.0, 1.0)}, 10)
    chart.update({"loss": [(1.0, 3.0), (3.0, 1.5), (4.0, 1.0)]}, 10)
    assert shown(chart, "loss") == [3.0, 1.5, 1.0]
    assert list(chart._series["loss"].source.data["at"]) == [1.0, 3.0, 4.0]


def test_a_new_run_gets_its_own_axis() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(900.0, 800.0)}, 10)
    chart.update({"loss": points(500.0)}, 10)
    assert chart.figure.y_range.end == 600
    assert not same_run(points(1.0, 2.0), points(3.0))
    assert same_run(points(1.0), points(1.0, 2.0))
    assert same_run([], points(1.0))


def test_a_curve_that_is_gone_is_cleared() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(1.0), "val_loss": points(2.0)}, 2)
    chart.update({"loss": points(1.0)}, 2)
    assert shown(chart, "val_loss") == []


def test_smoothing_a_chart_keeps_the_raw_line_faint() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(3.0, 1.0, 2.0)}, 3)
    chart.smooth(0.8)
    series = chart._series["loss"]
    assert list(series.source.data["raw"]) == [3.0, 1.0, 2.0]
    assert shown(chart, "loss") == pytest.approx(smoothed([3.0, 1.0, 2.0], 0.8))
    assert 0 < series.raw.glyph.line_alpha < 0.5


def test_dots_go_when_there_are_many_points() -> None:
    chart = Curves("loss", "손실")
    chart.update({"loss": points(*[1.0] * MOST_DOTS)}, 3)
    assert chart._series["loss"].dots.glyph.fill_alpha == 1
    chart.update({"loss": points(*[1.0] * (MOST_DOTS + 1))}, 3)
    assert chart._series["loss"].dots.glyph.fill_alpha == 0


def test_several_metrics_in_one_chart_have_hues_of_their_own() -> None:
    chart = Curves("metric", "측정 항목")
    chart.update({"accuracy": points(0.5), "precision": points(0.4), "val_accuracy": points(0.5)}, 3)
    hues = {name: series.line.glyph.line_color for name, series in chart._series.items()}
    assert len(set(hues.values())) == 3


@pytest.mark.parametrize("dark", [False, True])
def test_every_curve_is_seen_on_its_card(dark: bool) -> None:
    colours = palette(dark)
    assert len(set(colours.series.values())) == 4
    for colour in (*colours.series.values(), *colours.classes):
        assert contrast(colour, colours.card) >= 3
    assert contrast(colours.muted, colours.card) >= 4.5
