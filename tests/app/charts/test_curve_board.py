"""The board has a chart for each metric of the run that it shows, and keeps them from run to run."""

from app.charts.curve_board import CurveBoard


def test_every_metric_has_its_own_chart() -> None:
    board = CurveBoard()
    board.restyle(dark=True)
    board.smooth(0.5)
    board.update({"loss": [(1, 1.0)], "val_loss": [(1, 2.0)], "mae": [(1, 30.0)], "val_mae": [(1, 31.0)],
                  "accuracy": [(1, 0.5)]}, 10)
    assert list(board.charts) == ["loss", "mae", "accuracy"]
    assert len(board.view.children) == 3
    assert board.charts["mae"].smoothing == 0.5
    assert board.charts["mae"].figure.y_range.end >= 31
    assert "평균 절대 오차" in board.text()


def test_what_a_later_run_lacks_is_hidden_and_comes_back() -> None:
    board = CurveBoard()
    board.update({"loss": [(1, 1.0)], "mae": [(1, 3.0)]}, 2)
    chart = board.charts["mae"]
    board.update({"loss": [(1, 1.0)]}, 2)
    assert not chart.figure.visible
    assert "평균 절대 오차" not in board.text()
    board.update({"loss": [(1, 1.0)], "mae": [(1, 5.0)]}, 2)
    assert chart.figure.visible
    assert len(board.view.children) == 2


def test_an_empty_board_still_has_the_losses() -> None:
    board = CurveBoard()
    board.update({}, 0)
    assert board.charts["loss"].figure.visible
    assert "아직" in board.text()


def test_piece_by_piece_the_same_charts_come() -> None:
    curves = {"loss": [(1, 1.0)], "val_loss": [(1, 2.0)], "accuracy": [(1, 0.5)]}
    board, whole = CurveBoard(), CurveBoard()
    whole.update(curves, 10)
    assert board.lacks(curves)
    seen = []
    for number, _ in enumerate(board.pieces(curves, 10)):
        seen.append(len(board.view.children))
        if number == 0:
            board.restyle(dark=True, large=True)
            board.smooth(0.5)
    assert seen == [0, 0, 0, 1, 1, 1, 1, 2, 2]
    assert not board.lacks(curves)
    assert board.text() == whole.text()
    assert [(chart.look, chart.smoothing) for chart in board.charts.values()] == [((True, True), 0.5)] * 2
