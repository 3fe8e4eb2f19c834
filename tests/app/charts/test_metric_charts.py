"""There is a chart per metric, reused from run to run."""

from app.charts.metric_charts import MetricCharts


def test_every_metric_has_its_own_chart() -> None:
    charts = MetricCharts()
    charts.restyle(dark=True)
    charts.smooth(0.5)
    charts.update({"loss": [(1, 1.0)], "val_loss": [(1, 2.0)], "mae": [(1, 30.0)], "val_mae": [(1, 31.0)],
                  "accuracy": [(1, 0.5)]}, 10)
    assert list(charts.charts) == ["loss", "mae", "accuracy"]
    assert len(charts.view.children) == 3
    assert charts.charts["mae"].smoothing == 0.5
    assert charts.charts["mae"].figure.y_range.end >= 31
    assert "평균 절대 오차" in charts.text()


def test_charts_of_missing_metrics_are_hidden_and_reused() -> None:
    charts = MetricCharts()
    charts.update({"loss": [(1, 1.0)], "mae": [(1, 3.0)]}, 2)
    chart = charts.charts["mae"]
    charts.update({"loss": [(1, 1.0)]}, 2)
    assert not chart.figure.visible
    assert "평균 절대 오차" not in charts.text()
    charts.update({"loss": [(1, 1.0)], "mae": [(1, 5.0)]}, 2)
    assert chart.figure.visible
    assert len(charts.view.children) == 2


def test_the_loss_chart_exists_without_curves() -> None:
    charts = MetricCharts()
    charts.update({}, 0)
    assert charts.charts["loss"].figure.visible
    assert "아직" in charts.text()


def test_render_steps_give_the_same_charts_as_update() -> None:
    curves = {"loss": [(1, 1.0)], "val_loss": [(1, 2.0)], "accuracy": [(1, 0.5)]}
    charts, expected = MetricCharts(), MetricCharts()
    expected.update(curves, 10)
    assert charts.needs_new_chart(curves)
    counts = []
    for step, _ in enumerate(charts.render_steps(curves, 10)):
        counts.append(len(charts.view.children))
        if step == 0:
            charts.restyle(dark=True, large=True)
            charts.smooth(0.5)
    assert counts == [0, 0, 0, 1, 1, 1, 1, 2, 2]
    assert not charts.needs_new_chart(curves)
    assert charts.text() == expected.text()
    assert [(chart.appearance, chart.smoothing) for chart in charts.charts.values()] == [((True, True), 0.5)] * 2
