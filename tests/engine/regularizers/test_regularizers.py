"""Laws of every registered regularizer: gradient, Keras's values, configuration."""

import pickle
from ast import literal_eval
from pathlib import Path

import numpy as np
import pytest
from recordings import unrecorded

from engine import registry, regularizers
from engine.errors import ProblemError

GOLDEN = np.load(Path(__file__).parents[2] / "golden" / "parts.npz")
RECORDED = [key for key in GOLDEN.files if key.startswith("regularizer|")]
CLASSES = registry.classes("regularizer")
each = pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)


def create(key):
    _, name, config = key.split("|")
    return registry.lookup("regularizer", name)(**literal_eval(config))


def numeric_gradient(penalty, x, step=1e-6):
    dx = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += step
        down[index] -= step
        dx[index] = (penalty(up) - penalty(down)) / (2 * step)
    return dx


@pytest.mark.parametrize("key", RECORDED)
def test_penalty_equals_keras(key):
    assert create(key)(GOLDEN["rows"]) == pytest.approx(float(GOLDEN[key]), rel=2e-6)


def check_gradient(regularizer):
    x = np.random.default_rng(0).normal(size=(5, 4))
    np.testing.assert_allclose(regularizer.gradient(x), numeric_gradient(regularizer, x), rtol=1e-6, atol=1e-9)


@each
def test_gradient_equals_numeric_gradient(cls):
    check_gradient(cls())


@pytest.mark.parametrize("key", RECORDED)
def test_gradient_with_settings_equals_numeric_gradient(key):
    check_gradient(create(key))


def test_every_regularizer_is_recorded():
    assert unrecorded("regularizer", {key.split("|")[1] for key in RECORDED}) == []


@each
def test_gradient_keeps_dtype_and_shape(cls):
    x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    gradient = cls().gradient(x)
    assert (gradient.dtype, gradient.shape) == (x.dtype, x.shape)
    assert (cls()(x).dtype, cls()(x).shape) == (x.dtype, ())


@each
@pytest.mark.parametrize("size", [0, 1e4])
def test_extreme_weights_have_finite_penalties(cls, size):
    x = np.full((3, 3), size, "float32")
    assert np.isfinite(cls()(x))
    assert np.isfinite(cls().gradient(x)).all()


@each
def test_config_and_pickle_round_trip(cls):
    regularizer, x = cls(0.03), np.eye(3) + 1
    deserialized = regularizers.deserialize(regularizers.serialize(regularizer))
    unpickled = pickle.loads(pickle.dumps(regularizer))
    for restored in [cls.from_config(regularizer.get_config()), unpickled, deserialized]:
        assert restored.get_config() == regularizer.get_config()
        assert restored(x) == regularizer(x)


@each
def test_keras_names_resolve_to_the_class(cls):
    assert getattr(regularizers, registry.snake_case(cls.__name__)) is cls
    assert type(regularizers.get(cls.__name__)) is type(regularizers.get(registry.identifier(cls))) is cls


def test_functions_take_keras_arguments():
    x = np.array([[-2.0, 1.0]])
    assert regularizers.l1(0.01)(x) == pytest.approx(0.03)
    assert regularizers.l2(0.01)(x) == pytest.approx(0.05)
    assert regularizers.l1_l2(l1=0.01, l2=0.01)(x) == pytest.approx(0.08)
    assert regularizers.L1L2(l1=None, l2=0.01)(x) == pytest.approx(0.05)
    assert regularizers.get(None) is None
    assert regularizers.OrthogonalRegularizer()(np.ones((1, 3))) == 0


@pytest.mark.parametrize(("call", "message"), [
    (lambda: regularizers.get("orthogonal_regulariser"), "Did you mean 'orthogonal_regularizer'"),
    (lambda: regularizers.l2(-0.1), "l2 must be at least 0"),
    (lambda: regularizers.l1(float("nan")), "finite"),
    (lambda: regularizers.OrthogonalRegularizer(mode="row"), "Did you mean 'rows'"),
    (lambda: regularizers.OrthogonalRegularizer()(np.ones((2, 2, 2))), "two axes"),
])  # fmt: skip
def test_invalid_arguments_are_rejected(call, message):
    with pytest.raises(ProblemError, match=message):
        call()
