"""Laws of every registered activation: derivative, Keras's values, precision, stability, configuration."""

import pickle
from ast import literal_eval
from pathlib import Path

import numpy as np
import pytest
from recordings import unrecorded

from engine import activations, registry
from engine.errors import ProblemError
from engine.hyperparameters import MISSING, hyperparameters

GOLDEN = np.load(Path(__file__).parents[2] / "golden" / "parts.npz")
RECORDED = [key for key in GOLDEN.files if key.startswith("activation|")]
KINKS = np.array([-6, -3, -1, -0.5, 0, 0.5, 1, 3, 6])
"""Inputs at which some activation with default arguments is not differentiable."""
OVERFLOWING = {"Exponential"}
REQUIRED_VALUE = 0.5
"""Value of arguments without a default; it is among the kinks."""


def create(cls):
    required = [name for name, f in hyperparameters(cls).items() if f.default is MISSING]
    return cls(**dict.fromkeys(required, REQUIRED_VALUE))


ALL = [create(cls) for cls in registry.classes("activation")]
each = pytest.mark.parametrize("activation", ALL, ids=lambda a: a.__name__)


def numeric_gradient(activation, dy, x, step=1e-6):
    """Return the gradient of ``Σ dy · f(x)`` with respect to ``x``, by central differences."""
    dx = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += step
        down[index] -= step
        dx[index] = np.sum(dy * (activation.forward(up) - activation.forward(down))) / (2 * step)
    return dx


def assert_gradient(activation, x):
    y = activation.forward(x)
    dy = np.random.default_rng(1).normal(size=y.shape)
    expected = numeric_gradient(activation, dy, x)
    np.testing.assert_allclose(activation.backward(dy, x, y), expected, rtol=1e-6, atol=1e-8)


def away_from_kinks(size, rng):
    x = rng.uniform(-8, 8, 4 * size)
    x = x[np.min(np.abs(x[:, None] - KINKS), axis=1) > 1e-3]
    return x[:size]


@each
def test_backward_equals_numeric_gradient(activation):
    assert_gradient(activation, away_from_kinks(48, np.random.default_rng(0)).reshape(6, 8))


@pytest.mark.parametrize("key", RECORDED)
def test_backward_equals_numeric_gradient_with_arguments(key):
    _, name, config = key.split("|")
    activation = registry.lookup("activation", name)(**literal_eval(config))
    if activation.get_config().get("axis", -1) != 0:
        assert_gradient(activation, away_from_kinks(48, np.random.default_rng(2)).reshape(6, 8) + 0.0371)
    assert_gradient(activation, np.random.default_rng(3).normal(0, 0.7, (4, 6)) + 0.0371)


@pytest.mark.parametrize("key", RECORDED)
def test_forward_equals_keras(key):
    _, name, config = key.split("|")
    expected = GOLDEN[key]
    x = GOLDEN["grid"] if expected.ndim == 1 else GOLDEN["rows"]
    y = registry.lookup("activation", name)(**literal_eval(config))(x)
    assert y.dtype == expected.dtype == "float32"
    np.testing.assert_allclose(y, expected, rtol=2e-6, atol=1e-6)


def test_every_activation_is_recorded_or_has_an_oracle():
    names = {key.split("|")[1] for key in RECORDED} | {"sparsemax"}
    assert unrecorded("activation", {registry.lookup("activation", name).__name__ for name in names}) == []


@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_sparsemax_is_the_projection_onto_the_simplex(axis):
    """The oracle finds ``τ`` by bisection; Keras itself was wrong up to 3.15 (its issue 23425)."""
    x = np.random.default_rng(4).normal(0, 0.7, (4, 6, 5))
    low, high = np.min(x, axis, keepdims=True) - 1, np.max(x, axis, keepdims=True)
    for _ in range(60):
        middle = (low + high) / 2
        too_low = np.sum(np.maximum(x - middle, 0), axis, keepdims=True) > 1
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    np.testing.assert_allclose(activations.Sparsemax(axis)(x), np.maximum(x - low, 0), atol=1e-12)
    assert_gradient(activations.Sparsemax(axis), x)


@each
def test_a_strided_input_gives_the_same_values(activation):
    """Recurrent layers pass the slice of a gate."""
    x = np.random.default_rng(5).normal(size=(6, 16)).astype("float32")[:, 4:12]
    y, expected = activation.forward(x), activation.forward(x.copy())
    np.testing.assert_array_equal(y, expected)
    dy = np.ones((6, 16), "float32")[:, :y.shape[1]]
    np.testing.assert_array_equal(activation.backward(dy, x, y), activation.backward(dy.copy(), x.copy(), y))


@each
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_is_kept(activation, dtype):
    x = np.linspace(-4, 4, 24, dtype=dtype).reshape(3, 8)
    y = activation.forward(x)
    assert y.dtype == dtype
    assert activation.backward(np.ones_like(y), x, y).dtype == dtype


@each
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_extreme_inputs_give_finite_outputs(activation, dtype):
    x = np.array([[-1e4, -90, -1e-30, 0], [1e4, 90, 1e-30, 0]], dtype=dtype)
    y = activation.forward(x)
    if type(activation).__name__ in OVERFLOWING:
        assert not np.isnan(y).any()
    else:
        assert np.isfinite(y).all()
        assert np.isfinite(activation.backward(np.ones_like(y), x, y)).all()


@each
def test_inputs_are_not_modified(activation):
    x = np.linspace(-4, 4, 24).reshape(3, 8)
    before = x.copy()
    y = activation.forward(x)
    dy = np.ones_like(y)
    activation.backward(dy, x, y)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(dy, np.ones_like(y))


@each
def test_output_shape_is_inferred(activation):
    assert activation.forward(np.ones((3, 4, 8))).shape == activation.compute_output_shape((3, 4, 8))


@each
def test_config_and_pickle_round_trip(activation):
    x = np.linspace(-4, 4, 24).reshape(3, 8)
    for restored in [type(activation).from_config(activation.get_config()), pickle.loads(pickle.dumps(activation))]:
        assert restored.get_config() == activation.get_config()
        np.testing.assert_array_equal(restored(x), activation(x))


@each
def test_serialize_round_trip(activation):
    restored = activations.deserialize(activations.serialize(activation))
    assert type(restored) is type(activation)
    assert restored.get_config() == activation.get_config()


@each
def test_keras_name_resolves_to_the_class(activation):
    assert registry.lookup("activation", activation.__name__) is type(activation)
    assert callable(getattr(activations, activation.__name__))


def test_default_arguments_serialize_as_a_name():
    assert activations.serialize(activations.leaky_relu) == "leaky_relu"
    assert activations.serialize(activations.get("swish")) == "silu"
    assert activations.serialize(activations.LeakyRelu(0.1))["config"] == {"negative_slope": 0.1}
    assert activations.get(None) is activations.linear


def test_functions_take_keras_arguments():
    np.testing.assert_allclose(activations.relu([-2, -1, 9], 0.5, max_value=6), [-1, -0.5, 6])
    np.testing.assert_allclose(activations.relu([-2, 3], alpha=0.5), [-1, 3])
    np.testing.assert_allclose(activations.threshold([0.0, 2.0], 1, -5), [-5, 2])
    assert activations.softmax([[1, 2, 3]]).dtype == "float32"
    assert activations.relu(-3.0) == 0


@pytest.mark.parametrize(("misspelt", "suggestion"), [
    ("rleu", "relu"), ("softmaxx", "softmax"), ("hard_swich", "hard_swish")])
def test_misspelt_name_is_rejected_with_a_suggestion(misspelt, suggestion):
    with pytest.raises(ProblemError, match=f"Did you mean '{suggestion}'"):
        activations.get(misspelt)


@pytest.mark.parametrize("identifier", [5, ["relu"], {"config": {}}])
def test_invalid_identifier_is_rejected(identifier):
    with pytest.raises(ProblemError, match="Unknown activation"):
        activations.get(identifier)


def test_glu_rejects_an_odd_axis():
    with pytest.raises(ProblemError, match="must be even"):
        activations.glu(np.ones((2, 3)))


def test_small_outputs_keep_their_precision():
    assert activations.sigmoid(np.float64(-50)) == pytest.approx(np.exp(-50))
    assert activations.squareplus(np.float64(-1e8)) == pytest.approx(1e-8)
    assert activations.gelu(np.float64(-10)) == pytest.approx(-7.6198530241604e-23, rel=1e-9)
    assert activations.log_softmax([[0.0, -200.0]])[0, 1] == -200
