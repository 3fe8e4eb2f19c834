"""Errors of layers: code and values, raised from shapes alone."""

import tracemalloc

import numpy as np
import pytest

from engine import layers
from engine.error_messages import MESSAGES
from engine.errors import ProblemError

WRONG_INPUTS = [
    (layers.Dense(3), (None,), "input_too_flat", {"expected": 2, "received": (None,)}),
    (layers.Dense(3), (None, None), "unknown_axis", {"axis": -1, "received": (None, None)}),
    (layers.Dense(3), (None, 10**7), "axis_too_long", {"axis": -1, "high": 10**6}),
    (layers.Dense(60_000), (None, 60_000), "too_many_parameters", {"asked": 3_600_060_000}),
    (layers.Reshape((3, 5)), (None, 14), "cannot_reshape", {"expected": (3, 5), "received": (None, 14)}),
    (layers.Reshape((-1, 5)), (None, 2, 7), "cannot_reshape", {"expected": (-1, 5), "received": (None, 2, 7)}),
    (layers.Permute((2, 1)), (None, 3), "wrong_rank", {"expected": 3, "received": (None, 3)}),
    (layers.RepeatVector(2), (None, 3, 4), "wrong_rank", {"expected": 2, "received": (None, 3, 4)}),
    (layers.Softmax(axis=2), (None, 3), "axis_out_of_range", {"axis": 2}),
    (layers.PReLU(), (None, None, 3), "unknown_axis", {"axis": 1}),
    (layers.PReLU(shared_axes=[3]), (None, 4, 3), "axis_out_of_range", {"axis": 3}),
    (layers.Dropout(0.5, noise_shape=(None, 2)), (None, 4), "cannot_broadcast", {"shape": (None, 2)}),
    (layers.Dropout(0.5, noise_shape=(None, 1, 1)), (None, 4), "cannot_broadcast", {"argument": "noise_shape"}),
    (layers.BatchNormalization(axis=2), (None, 4), "axis_out_of_range", {"axis": 2, "received": (None, 4)}),
    (layers.BatchNormalization(axis=-3), (None, 4), "axis_out_of_range", {"axis": -3}),
    (layers.BatchNormalization(axis=0), (None, 4), "unknown_axis", {"axis": 0}),
    (layers.LayerNormalization(axis=[1, 3]), (None, 4, 4), "axis_out_of_range", {"axis": 3}),
    (layers.LayerNormalization(axis=[1, -1]), (None, 4), "repeated_axis", {"value": (1, -1)}),
    (layers.Normalization(), (None, None), "unknown_axis", {"axis": 1}),
    (layers.Normalization(mean=[1, 2], variance=[1, 1]), (None, 3), "cannot_broadcast", {"argument": "mean"}),
    (layers.Rescaling([1, 2]), (None, 3), "cannot_broadcast", {"argument": "scale", "shape": (2,)}),
    (layers.Rescaling(1, [[1, 2, 3]] * 2), (None, 3, 3), "cannot_broadcast", {"argument": "offset", "shape": (2, 3)}),
    (layers.Conv2D(3, 3), (None, 28, 28), "channels_missing", {"expected": (28, 28, 1), "received": (None, 28, 28)}),
    (layers.Conv2D(3, 3), (None, 784), "wrong_rank", {"expected": 4, "received": (None, 784)}),
    (layers.Conv1D(3, 3), (None, 28), "channels_missing", {"expected": (28, 1)}),
    (layers.Conv1D(3, 3), (None, 8, None), "unknown_axis", {"axis": -1}),
    (layers.Conv2D(3, 5), (None, 4, 9, 1), "window_too_large", {"size": (5, 5), "received": (None, 4, 9, 1)}),
    (layers.Conv2D(3, 2, dilation_rate=4), (None, 4, 9, 1), "window_too_large", {}),
    (layers.Conv2D(4, 3, groups=2), (None, 9, 9, 3), "channels_do_not_divide", {"groups": 2, "value": 3}),
    (layers.Conv2D(60_000, 100), (None, 200, 200, 3), "too_much_work", {}),
    (layers.Conv2D(3, 1000, padding="same"), (None, 1000, 1000, 3), "too_much_work", {"asked": 9 * 10**12}),
    (layers.Conv2D(3, (1000, 10**6)), (None, None, None, 3), "too_many_parameters", {}),
    (layers.Conv1D(3, 3), (None, 10**9, 10**7), "axis_too_long", {}),
    (layers.Conv2DTranspose(3, 2, 2, "same", output_padding=0), (None, 4, 4, 1), "output_padding_does_not_fit", {}),
    (layers.Conv2DTranspose(64, 10, strides=100), (None, 2000, 2000, 64), "too_much_work", {}),
    (layers.MaxPooling2D(5), (None, 4, 4, 1), "window_too_large", {"size": (5, 5)}),
    (layers.GlobalMaxPooling2D(), (None, 4), "wrong_rank", {"expected": 4}),
    (layers.Cropping1D(2), (None, 4, 3), "crop_too_large", {"received": (None, 4, 3)}),
    (layers.GroupNormalization(), (None, 16), "channels_do_not_divide", {"groups": 32, "value": 16}),
    (layers.GroupNormalization(axis=0), (None, 16), "axis_out_of_range", {"axis": 0}),
    (layers.UnitNormalization(axis=2), (None, 3), "axis_out_of_range", {"axis": 2}),
    (layers.InputLayer((3,)), (None, 4), "incompatible_input", {"expected": (None, 3), "received": (None, 4)}),
]

WRONG_ARGUMENTS = [
    (layers.Dense, "required"),
    (lambda: layers.Dense(0), "too_small"),
    (lambda: layers.Dense(2.5), "not_an_integer"),
    (lambda: layers.Dense(10**9), "too_large"),
    (lambda: layers.Dense(3, lora_rank=2), "not_supported"),
    (lambda: layers.Dense(3, activaton="relu"), "unknown_argument"),
    (lambda: layers.Dense(3, dtype="float23"), "not_a_choice"),
    (lambda: layers.Reshape((-1, -1)), "several_open_lengths"),
    (lambda: layers.Reshape((3, 0)), "too_small"),
    (lambda: layers.Reshape((1,) * 100), "too_large"),
    (lambda: layers.Permute((1, 3)), "not_a_permutation"),
    (lambda: layers.Permute((1, 1)), "not_a_permutation"),
    (lambda: layers.RepeatVector(0), "too_small"),
    (lambda: layers.RepeatVector(10**12), "too_large"),
    (lambda: layers.Dropout(1.5), "too_large"),
    (lambda: layers.Dropout(float("nan")), "not_finite"),
    (lambda: layers.GaussianDropout(1), "not_below"),
    (lambda: layers.GaussianNoise(-0.1), "too_small"),
    (lambda: layers.BatchNormalization(renorm=True), "not_supported"),
    (lambda: layers.Normalization(mean=1.0), "given_together"),
    (lambda: layers.Normalization(mean=[1, 2], variance=[1, 2, 3]), "given_together"),
    (lambda: layers.Rescaling([[1], [1, 2]]), "ragged"),
    (lambda: layers.LeakyReLU(-1), "too_small"),
    (lambda: layers.Flatten("channels_middle"), "not_a_choice"),
    (lambda: layers.Conv2D(8), "required"),
    (lambda: layers.Conv2D(8, (3, 3, 3)), "wrong_length"),
    (lambda: layers.Conv2D(8, 0), "too_small"),
    (lambda: layers.Conv2D(8, 10**7), "too_large"),
    (lambda: layers.Conv2D(8, 3, padding="causal"), "not_a_choice"),
    (lambda: layers.Conv2D(8, 3, strides=2, dilation_rate=2), "strides_with_dilation"),
    (lambda: layers.Conv2D(9, 3, groups=2), "filters_do_not_divide"),
    (lambda: layers.Conv2DTranspose(8, 3, strides=2, output_padding=2), "output_padding_too_large"),
    (lambda: layers.MaxPooling2D(padding="full"), "not_a_choice"),
    (lambda: layers.ZeroPadding2D((1, 2, 3)), "wrong_length"),
    (lambda: layers.ZeroPadding2D(((1, 2), "ab")), "not_a_shape"),
    (lambda: layers.ZeroPadding2D(-1), "too_small"),
    (lambda: layers.Cropping2D(10**9), "too_large"),
    (lambda: layers.UpSampling2D(interpolation="cubic"), "not_a_choice"),
    (lambda: layers.GroupNormalization(0), "too_small"),
    (layers.Input, "required"),
    (lambda: layers.Input((3, -1)), "too_small"),
    (lambda: layers.Input(batch_shape=5), "not_a_shape"),
    (lambda: layers.Input((3,), sparse=True), "not_supported"),
]


@pytest.mark.parametrize(("layer", "shape", "code", "values"), WRONG_INPUTS)
def test_incompatible_input_shape_is_rejected_without_allocation(layer, shape, code, values):
    tracemalloc.start()
    try:
        with pytest.raises(ProblemError) as caught:
            layer.build(shape)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    problem = caught.value.problem
    assert problem.code == code
    assert problem.values["layer"] == type(layer).__name__
    assert values.items() <= problem.values.items()
    assert str(problem)
    assert not layer.built
    assert peak < 100_000


@pytest.mark.parametrize(("make", "code"), WRONG_ARGUMENTS)
def test_invalid_argument_is_rejected(make, code):
    with pytest.raises(ProblemError) as caught:
        make()
    assert caught.value.problem.code == code
    assert str(caught.value)


def test_built_layer_rejects_another_input_width():
    layer = layers.Dense(3)
    layer(np.zeros((2, 4)))
    with pytest.raises(ProblemError, match="was built for") as caught:
        layer(np.zeros((2, 5)))
    assert caught.value.problem.values["received"] == (None, 5)


def test_invalid_weights_leave_the_layer_unchanged():
    layer = layers.Dense(2)
    layer.build((None, 3))
    before = layer.get_weights()
    for wrong in ([np.zeros((3, 2))], [np.zeros((3, 2)), np.zeros(3)]):
        with pytest.raises(ProblemError):
            layer.set_weights(wrong)
    for weight, weight_before in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, weight_before)


def test_every_error_code_has_a_message():
    assert all(code in MESSAGES for _, _, code, _ in WRONG_INPUTS)
