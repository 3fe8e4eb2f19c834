"""Laws of every registered constraint: Keras's values, projection, configuration."""

import pickle
from ast import literal_eval
from pathlib import Path

import numpy as np
import pytest
from recordings import unrecorded

from engine import constraints, registry
from engine.errors import ProblemError

GOLDEN = np.load(Path(__file__).parents[2] / "golden" / "parts.npz")
RECORDED = [key for key in GOLDEN.files if key.startswith("constraint|")]
CLASSES = registry.classes("constraint")
each = pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)


@pytest.mark.parametrize("key", RECORDED)
def test_projection_equals_keras(key):
    _, name, config = key.split("|")
    projected = registry.lookup("constraint", name)(**literal_eval(config))(GOLDEN["rows"])
    assert projected.dtype == GOLDEN[key].dtype == "float32"
    np.testing.assert_allclose(projected, GOLDEN[key], rtol=2e-6, atol=1e-6)


def test_every_constraint_is_recorded():
    assert unrecorded("constraint", {key.split("|")[1] for key in RECORDED}) == []


@each
def test_projection_is_idempotent(cls):
    w = np.random.default_rng(0).normal(size=(5, 4))
    projected = cls()(w)
    np.testing.assert_allclose(cls()(projected), projected, rtol=1e-6)


@each
@pytest.mark.parametrize("size", [-1e4, 0, 1e4])
def test_extreme_weights_stay_finite(cls, size):
    w = np.full((3, 3), size, "float32")
    assert np.isfinite(cls()(w)).all()
    np.testing.assert_array_equal(w, np.full((3, 3), size))


@each
def test_config_and_pickle_round_trip(cls):
    constraint, w = cls(), np.eye(3) + 1
    deserialized = constraints.deserialize(constraints.serialize(constraint))
    unpickled = pickle.loads(pickle.dumps(constraint))
    for restored in [cls.from_config(constraint.get_config()), unpickled, deserialized]:
        assert restored.get_config() == constraint.get_config()
        np.testing.assert_array_equal(restored(w), constraint(w))


@each
def test_keras_names_resolve_to_the_class(cls):
    assert getattr(constraints, registry.snake_case(cls.__name__)) is cls
    assert type(constraints.get(cls.__name__)) is type(constraints.get(registry.identifier(cls))) is cls


def test_norms_of_projected_weights():
    w = np.random.default_rng(0).normal(0, 3, size=(4, 5, 6))
    norms = np.sqrt(np.sum(constraints.max_norm(1.5, axis=(0, 1))(w) ** 2, axis=(0, 1)))
    np.testing.assert_allclose(norms, 1.5, rtol=1e-6)
    norms = np.sqrt(np.sum(constraints.unit_norm(axis=[0, 1])(w) ** 2, axis=(0, 1)))
    np.testing.assert_allclose(norms, 1, rtol=1e-6)
    assert constraints.non_neg()(w).min() == 0
    assert constraints.maxnorm(m=3).max_value == 3


@pytest.mark.parametrize(("call", "message"), [
    (lambda: constraints.get("max_nrom"), "Did you mean 'max_norm'"),
    (lambda: constraints.MaxNorm(-1), "max_value must be at least 0"),
    (lambda: constraints.MinMaxNorm(rate=2), "rate must be at most 1"),
    (lambda: constraints.UnitNorm("0"), "axis must be a tuple of integers"),
])  # fmt: skip
def test_invalid_arguments_are_rejected(call, message):
    with pytest.raises(ProblemError, match=message):
        call()
