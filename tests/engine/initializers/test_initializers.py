"""Every registered initializer: the laws of its numbers, repeatability, configuration."""

import pickle

import numpy as np
import pytest

from engine import initializers, registry
from engine.errors import ProblemError
from engine.hyperparameters import hyperparameters
from engine.initializers.fans import fans
from engine.utils.seed import set_random_seed

SHAPE = (300, 200)
FAN_IN, FAN_OUT = SHAPE
CLASSES = registry.classes("initializer")
each = pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)
random_ones = [cls for cls in CLASSES if "seed" in hyperparameters(cls)]
each_random = pytest.mark.parametrize("cls", random_ones, ids=lambda c: c.__name__)

VARIANCES = {
    "GlorotNormal": 2 / (FAN_IN + FAN_OUT),
    "GlorotUniform": 2 / (FAN_IN + FAN_OUT),
    "HeNormal": 2 / FAN_IN,
    "HeUniform": 2 / FAN_IN,
    "LecunNormal": 1 / FAN_IN,
    "LecunUniform": 1 / FAN_IN,
    "Orthogonal": 1 / FAN_IN,
    "RandomNormal": 0.05**2,
    "RandomUniform": 0.1**2 / 12,
    "TruncatedNormal": (0.05 * 0.87962566103423978) ** 2,
    "VarianceScaling": 1 / FAN_IN,
}


def rng(seed=0):
    return np.random.default_rng(seed)


@each
def test_shape_and_dtype(cls):
    for shape in [(3, 4), (4, 3)]:
        w = cls()(shape, rng=rng())
        assert w.shape == shape
        assert w.dtype == "float32"
    assert cls()((3, 4), dtype="float64").dtype == "float64"


@each_random
def test_mean_and_variance(cls):
    w = cls()(SHAPE, dtype="float64", rng=rng())
    variance = VARIANCES[cls.__name__]
    assert abs(w.mean()) < 4 * np.sqrt(variance / w.size)
    assert w.var() == pytest.approx(variance, rel=0.03)


@each_random
def test_support(cls):
    w = np.abs(cls()(SHAPE, dtype="float64", rng=rng()))
    deviation = np.sqrt(VARIANCES[cls.__name__])
    if cls.__name__.endswith("Uniform"):
        assert 1.7 * deviation < w.max() <= np.sqrt(3) * deviation
    elif cls.__name__ in {"GlorotNormal", "HeNormal", "LecunNormal", "TruncatedNormal", "VarianceScaling"}:
        assert 2.2 * deviation < w.max() <= 2 * deviation / 0.87962566103423978
    else:
        assert w.max() > 3 * deviation


@each_random
def test_the_same_numbers_come_from_the_same_generator(cls):
    np.testing.assert_array_equal(cls()(SHAPE, rng=rng(5)), cls()(SHAPE, rng=rng(5)))
    assert (cls()(SHAPE, rng=rng(5)) != cls()(SHAPE, rng=rng(6))).any()


@each_random
def test_its_own_seed_comes_first(cls):
    once = cls(seed=3)
    np.testing.assert_array_equal(once(SHAPE, rng=rng(5)), once(SHAPE))
    np.testing.assert_array_equal(once(SHAPE), cls(seed=3)(SHAPE, rng=rng(7)))
    assert (once(SHAPE) != cls(seed=4)(SHAPE)).any()


@each_random
def test_the_seed_of_the_program_counts_else(cls):
    set_random_seed(11)
    first, second = cls()(SHAPE), cls()(SHAPE)
    set_random_seed(11)
    np.testing.assert_array_equal(first, cls()(SHAPE))
    assert (first != second).any()


@each
def test_config_and_pickle_make_equal_objects(cls):
    made = cls()
    expected = made((4, 3), rng=rng(2))
    serialized = initializers.deserialize(initializers.serialize(made))
    for twin in [cls.from_config(made.get_config()), pickle.loads(pickle.dumps(made)), serialized]:
        assert type(twin) is cls
        assert twin.get_config() == made.get_config()
        np.testing.assert_array_equal(twin((4, 3), rng=rng(2)), expected)


@each
def test_found_by_keras_names(cls):
    assert getattr(initializers, registry.snake_case(cls.__name__)) is cls
    assert type(initializers.get(cls.__name__)) is type(initializers.get(registry.identifier(cls))) is cls
    assert type(initializers.get(cls)) is cls


@pytest.mark.parametrize(("alias", "cls"), [
    ("IdentityInitializer", "Identity"), ("OrthogonalInitializer", "Orthogonal"), ("normal", "RandomNormal"),
    ("one", "Ones"), ("uniform", "RandomUniform"), ("zero", "Zeros"),
])  # fmt: skip
def test_further_names(alias, cls):
    assert type(initializers.get(alias)).__name__ == cls


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (3, 2, 4), (2, 2, 9)])
def test_orthogonal_directions(shape):
    w = initializers.Orthogonal(gain=2.0)(shape, dtype="float64").reshape(-1, shape[-1])
    gram = w.T @ w if w.shape[0] >= w.shape[1] else w @ w.T
    np.testing.assert_allclose(gram, 4 * np.eye(min(w.shape)), atol=1e-12)


def test_orthogonal_turns_either_way_alike():
    """Without the correction of the signs, a QR decomposition prefers one side."""
    firsts = [initializers.Orthogonal(seed=s)((2, 2))[0, 0] for s in range(400)]
    assert abs(np.mean(firsts)) < 0.12


def test_constants():
    np.testing.assert_array_equal(initializers.Zeros()((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(initializers.Ones()((2, 3)), np.ones((2, 3)))
    np.testing.assert_array_equal(initializers.Constant(2.5)((2, 3)), np.full((2, 3), 2.5))
    np.testing.assert_array_equal(initializers.Constant(np.arange(3))((2, 3)), [[0, 1, 2], [0, 1, 2]])
    np.testing.assert_array_equal(initializers.Identity(3.0)((2, 3)), [[3, 0, 0], [0, 3, 0]])


@pytest.mark.parametrize(("shape", "expected"), [
    ((), (1, 1)), ((7,), (7, 7)), ((3, 5), (3, 5)), ((3, 4, 5, 6), (60, 72)), ((2, 5, 6), (10, 12)),
])  # fmt: skip
def test_fans(shape, expected):
    assert fans(shape) == expected


def test_fans_of_named_axes():
    assert fans((2, 3, 5, 7), (0, 1), (2, 3)) == (6, 35)
    named = initializers.HeUniform(input_axes=(1,), output_axes=(0,))
    assert np.abs(named((5, 600), rng=rng())).max() <= np.sqrt(6 / 600)


@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
@pytest.mark.parametrize("distribution", ["normal", "truncated_normal", "untruncated_normal", "uniform"])
def test_variance_scaling(mode, distribution):
    made = initializers.VarianceScaling(2.0, mode, distribution)
    n = {"fan_in": FAN_IN, "fan_out": FAN_OUT, "fan_avg": (FAN_IN + FAN_OUT) / 2}[mode]
    assert made(SHAPE, rng=rng()).var() == pytest.approx(2 / n, rel=0.03)
    assert made.distribution == ("truncated_normal" if distribution == "normal" else distribution)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: initializers.get("glorot_unifrom"), "Did you mean 'glorot_uniform'"),
    (lambda: initializers.VarianceScaling(0), "scale must be greater than 0"),
    (lambda: initializers.VarianceScaling(mode="fan_inn"), "Did you mean 'fan_in'"),
    (lambda: initializers.RandomNormal(stddev=-1), "stddev must be at least 0"),
    (lambda: initializers.RandomNormal(std=1), "no argument 'std'. Did you mean 'stddev'"),
    (lambda: initializers.Orthogonal()((3,)), "two axes"),
    (lambda: initializers.Identity()((3, 3, 3)), "two axes"),
    (lambda: initializers.Constant([1, 2])((2, 3)), "must fit the shape"),
    (lambda: initializers.Zeros()((10**9, 10**9)), "size of the shape must be at most"),
    (lambda: initializers.Zeros()((2, -1)), "shape must be at least 0"),
    (lambda: initializers.Zeros()((2, None)), "shape must be an integer"),
])  # fmt: skip
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ProblemError, match=message):
        call()
