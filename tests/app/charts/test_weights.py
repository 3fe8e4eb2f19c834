"""Arrays of weights as pictures and numbers: exact means, honest notes, and a view that follows a run."""

import numpy as np
import pytest

from app.charts.arrays import GAP, figures_of, histogram, matrix_of, mosaic, pictures_of, shrunk, slices_of
from app.charts.heat_map import HeatMap
from app.charts.saying import axis_names, slice_text
from app.charts.weights import MOST_NUMBERS, WeightsView
from app.state.run import Run
from engine.layers import BatchNormalization, Dense, Dropout, Flatten, Reshape
from engine.layers.base import Layer
from engine.network.network import Network


def network(*layers: Layer, shape: tuple[int, ...] = (8, 8)) -> Network:
    made = Network(list(layers))
    made.build((None, *shape), 1)
    return made


def view(made: Network | None) -> WeightsView:
    run = Run(status="finished")
    run.change(network=made)
    return WeightsView(run)


@pytest.mark.parametrize("shape", [(128, 128), (129, 5), (784, 128), (300, 1000), (1, 1)])
def test_block_means_are_means_of_blocks(shape: tuple[int, int]) -> None:
    matrix = np.random.default_rng(0).normal(size=shape).astype("float32")
    small, (rows, columns) = shrunk(matrix)
    assert max(small.shape) <= 128
    for i, j in [(0, 0), (small.shape[0] - 1, small.shape[1] - 1)]:
        block = matrix[i * rows:(i + 1) * rows, j * columns:(j + 1) * columns]
        assert small[i, j] == pytest.approx(block.mean(), abs=1e-5)


def test_a_vector_is_a_row_and_higher_ranks_are_slices() -> None:
    array = np.arange(3 * 3 * 2 * 4).reshape(3, 3, 2, 4)
    assert matrix_of(np.arange(4)).shape == (1, 4)
    assert matrix_of(np.array(7)).tolist() == [[7]]
    places = slices_of(array.shape)
    assert len(places) == 8
    assert slices_of((3, 4)) == []
    for index, place in enumerate(places):
        assert (matrix_of(array, index) == array[:, :, place[0], place[1]]).all()
    assert slice_text(places[5]) == "[:, :, 1, 1]"


def test_bins_count_every_number_once() -> None:
    values = np.array([0.0, 1.0, 1.0, np.nan, np.inf, -2.0])
    counts, edges = histogram(values)
    assert counts.sum() == 4
    assert len(edges) == len(counts) + 1 == 31
    for constant in (np.zeros(5), np.full(5, 3.0), np.full(2, np.nan)):
        counts, edges = histogram(constant)
        assert (np.diff(edges) > 0).all()


def test_figures_show_what_is_no_number() -> None:
    assert figures_of(np.array([1.0, 3.0])) == {"mean": 2, "std": 1, "min": 1, "max": 3}
    assert np.isnan(figures_of(np.array([1.0, np.nan]))["mean"])
    assert np.isnan(figures_of(np.zeros(0))["mean"])


def test_each_kernel_keeps_its_pixels() -> None:
    kernel = np.random.default_rng(0).normal(size=(6, 40)).astype("float32")
    made = mosaic(kernel, (2, 3))
    assert made.units == 32
    row, column = divmod(13, made.columns)
    top, left = row * (2 + GAP), column * (3 + GAP)
    assert (made.matrix[top:top + 2, left:left + 3] == kernel[:, 13].reshape(2, 3)).all()
    assert np.isnan(made.matrix[2]).all()


def test_only_kernels_over_pictures_have_pictures() -> None:
    made = network(Flatten(), Dropout(0.1), BatchNormalization(), Dense(5), Dense(64), Dense(3))
    found = pictures_of(made.layers)
    assert found[4] == (8, 8)
    assert [at for at, one in enumerate(found) if one] == [4]
    rows = network(Dense(5), shape=(64,))
    assert pictures_of(rows.layers) == [None, None]
    assert pictures_of(rows.layers, (8, 8)) == [(8, 8), None]
    assert pictures_of(network(Reshape((8, 8, 1)), Flatten(), Dense(2), shape=(64,)).layers)[0] == (8, 8)


def test_colours_reach_as_far_to_both_sides() -> None:
    chart = HeatMap()
    chart.update(np.array([[-0.2, 0.7, np.nan]]))
    assert chart._mapper.low == -chart._mapper.high
    assert chart._mapper.high >= 0.7
    chart.update(np.zeros((2, 2)))
    assert chart._mapper.high > 0


def test_axes_have_names() -> None:
    assert axis_names("(inputs, units)") == ("입력", "유닛")
    assert axis_names("(units,)") == ("", "유닛")
    assert axis_names("the lengths of x along axis") == ("", "")
    assert axis_names("()") == ("", "")


def test_a_view_without_a_model_invites() -> None:
    shown = view(None)
    assert "아직" in shown.text()
    assert not shown.form.visible


def test_a_view_offers_every_array_by_name() -> None:
    shown = view(network(Flatten(), Dense(30), BatchNormalization(), Dense(4)))
    field = shown.form.fields[0]
    assert field["title"] == "가중치 배열"
    assert len(field["options"]) == 8
    assert shown.form.values["array"] == "0"
    assert shown._units.visible
    assert len(shown.table.rows) == MOST_NUMBERS
    assert len(shown.table.header) == MOST_NUMBERS + 1
    shown._choose("array", "1")
    assert shown.asked
    shown.update()
    assert not shown.asked
    assert not shown._units.visible
    assert len(shown.table.rows) == 1
    assert "(30,)" in shown.text()


def test_a_view_follows_training_without_new_figures() -> None:
    made = network(Dense(3), shape=(2,))
    shown = view(made)
    figure, before = shown.heat.chart.figure, shown._about.text
    made.layers[0].kernel[...] = np.nan  # type: ignore[attr-defined]
    shown.run.changed()
    shown.update()
    assert shown.heat.chart.figure is figure
    assert shown._about.text != before
    assert "숫자 아님" in shown._about.text


def test_a_choice_stays_while_its_name_does() -> None:
    first, second = network(Dense(3, name="a"), Dense(2, name="b"), shape=(2,)), network(Dense(2, name="b"), shape=(2,))
    shown = view(first)
    shown._choose("array", "2")
    shown.run.change(network=second)
    shown.update()
    assert shown.form.values["array"] == "0"
    assert "b/kernel" in shown.text()


def test_the_names_of_layers_are_no_html() -> None:
    shown = view(network(Dense(1, name="<b>"), shape=(1,)))
    assert "<b>" not in shown._about.text
