"""Weight arrays: downsampling, histograms, kernel tiles, and the view of a run's weights."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.charts.descriptions import axis_labels, axis_names, slice_text
from app.charts.heat_map import HeatMap
from app.charts.weight_arrays import (
    GAP,
    as_matrix,
    downsample,
    histogram,
    image_shapes,
    list_slices,
    summary_statistics,
    tile_kernels,
)
from app.charts.weights import MAX_TABLE_SIZE, WeightsView
from app.state.run import Run
from engine import registry
from engine.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Reshape
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
def test_downsampling_takes_block_means(shape: tuple[int, int]) -> None:
    matrix = np.random.default_rng(0).normal(size=shape).astype("float32")
    downsampled, (rows, columns) = downsample(matrix)
    assert max(downsampled.shape) <= 128
    for i, j in [(0, 0), (downsampled.shape[0] - 1, downsampled.shape[1] - 1)]:
        block = matrix[i * rows:(i + 1) * rows, j * columns:(j + 1) * columns]
        assert downsampled[i, j] == pytest.approx(block.mean(), abs=1e-5)


def test_vectors_are_rows_and_higher_ranks_are_slices() -> None:
    array = np.arange(3 * 3 * 2 * 4).reshape(3, 3, 2, 4)
    assert as_matrix(np.arange(4)).shape == (1, 4)
    assert as_matrix(np.array(7)).tolist() == [[7]]
    slices = list_slices(array.shape)
    assert len(slices) == 8
    assert list_slices((3, 4)) == []
    for index, place in enumerate(slices):
        assert (as_matrix(array, index) == array[:, :, place[0], place[1]]).all()
    assert slice_text(slices[5]) == "[:, :, 1, 1]"


def test_histograms_count_finite_values_once() -> None:
    values = np.array([0.0, 1.0, 1.0, np.nan, np.inf, -2.0])
    counts, edges = histogram(values)
    assert counts.sum() == 4
    assert len(edges) == len(counts) + 1 == 31
    for constant in (np.zeros(5), np.full(5, 3.0), np.full(2, np.nan)):
        counts, edges = histogram(constant)
        assert (np.diff(edges) > 0).all()


def test_statistics_of_nan_are_nan() -> None:
    assert summary_statistics(np.array([1.0, 3.0])) == {"mean": 2, "std": 1, "min": 1, "max": 3}
    assert np.isnan(summary_statistics(np.array([1.0, np.nan]))["mean"])
    assert np.isnan(summary_statistics(np.zeros(0))["mean"])


def test_kernel_tiles_keep_their_pixels() -> None:
    kernel = np.random.default_rng(0).normal(size=(6, 40)).astype("float32")
    made = tile_kernels(kernel, (2, 3))
    assert made.units == 32
    row, column = divmod(13, made.columns)
    top, left = row * (2 + GAP), column * (3 + GAP)
    assert (made.matrix[top:top + 2, left:left + 3] == kernel[:, 13].reshape(2, 3)).all()
    assert np.isnan(made.matrix[2]).all()


def test_only_kernels_of_image_inputs_have_an_image_shape() -> None:
    made = network(Flatten(), Dropout(0.1), BatchNormalization(), Dense(5), Dense(64), Dense(3))
    shapes = image_shapes(made.layers)
    assert shapes[4] == (8, 8)
    assert [at for at, one in enumerate(shapes) if one] == [4]
    rows = network(Dense(5), shape=(64,))
    assert image_shapes(rows.layers) == [None, None]
    assert image_shapes(rows.layers, (8, 8)) == [(8, 8), None]
    assert image_shapes(network(Reshape((8, 8, 1)), Flatten(), Dense(2), shape=(64,)).layers)[0] == (8, 8)


def test_colour_ranges_are_symmetric() -> None:
    chart = HeatMap()
    chart.update(np.array([[-0.2, 0.7, np.nan]]))
    assert chart._mapper.low == -chart._mapper.high
    assert chart._mapper.high >= 0.7
    chart.update(np.zeros((2, 2)))
    assert chart._mapper.high > 0


def test_axis_names_are_translated() -> None:
    assert axis_names(("inputs", "units")) == ("입력", "유닛")
    assert axis_names(("units",)) == ("", "유닛")
    assert axis_names(()) == ("", "")


def test_slices_of_a_kernel_are_height_by_width() -> None:
    layer = network(Conv2D(3, 2), shape=(5, 5, 2)).layers[0]
    assert axis_names(layer.weight_axes("kernel")) == ("커널 높이", "커널 너비")


def test_every_axis_of_the_registry_has_a_korean_label() -> None:
    lines = json.loads((Path(__file__).parents[2] / "golden/layer_weights.json").read_text("utf-8"))
    for line in lines:
        layer = registry.lookup("layer", line["layer"])(**line["config"])
        layer.build((None, *line["shape"][1:]))
        for name in layer.weight_names():
            for axis, label in zip(layer.weight_axes(name), axis_labels(layer.weight_axes(name)), strict=True):
                assert axis != label, (line["layer"], name, axis)


def test_a_view_without_a_model_hides_its_form() -> None:
    shown = view(None)
    assert "아직" in shown.text()
    assert not shown.form.visible


def test_the_form_offers_every_array() -> None:
    shown = view(network(Flatten(), Dense(30), BatchNormalization(), Dense(4)))
    field = shown.form.fields[0]
    assert field["title"] == "가중치 배열"
    assert len(field["options"]) == 8
    assert shown.form.values["array"] == "0"
    assert shown._units.visible
    assert len(shown.table.rows) == MAX_TABLE_SIZE
    assert len(shown.table.header) == MAX_TABLE_SIZE + 1
    shown._choose("array", "1")
    assert shown.selection_changed
    shown.update()
    assert not shown.selection_changed
    assert not shown._units.visible
    assert len(shown.table.rows) == 1
    assert "(30,)" in shown.text()


def test_training_updates_the_view_without_new_figures() -> None:
    made = network(Dense(3), shape=(2,))
    shown = view(made)
    figure, before = shown.heat.chart.figure, shown._facts_text.text
    made.layers[0].kernel.array[...] = np.nan  # type: ignore[attr-defined]
    shown.run.changed()
    shown.update()
    assert shown.heat.chart.figure is figure
    assert shown._facts_text.text != before
    assert "숫자 아님" in shown._facts_text.text


def test_selections_are_kept_by_name() -> None:
    first, second = network(Dense(3, name="a"), Dense(2, name="b"), shape=(2,)), network(Dense(2, name="b"), shape=(2,))
    shown = view(first)
    shown._choose("array", "2")
    shown.run.change(network=second)
    shown.update()
    assert shown.form.values["array"] == "0"
    assert "b/kernel" in shown.text()


def test_layer_names_are_escaped() -> None:
    shown = view(network(Dense(1, name="<b>"), shape=(1,)))
    assert "<b>" not in shown._facts_text.text
