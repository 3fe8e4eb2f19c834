"""Laws of every registered initializer: distribution, reproducibility, configuration."""

import pickle

import numpy as np
import pytest

from engine import initializers, registry
from engine.errors import ProblemError
from engine.hyperparameters import hyperparameters
from engine.initializers.fans import compute_fans
from engine.utils.seed import set_random_seed

SHAPE = (300, 200)
FAN_IN, FAN_OUT = SHAPE
CLASSES = registry.classes("initializer")
each = pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)
RANDOM_CLASSES = [cls for cls in CLASSES if "seed" in hyperparameters(cls)]
each_random = pytest.mark.parametrize("cls", RANDOM_CLASSES, ids=lambda c: c.__name__)

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
def test_equal_generators_give_equal_values(cls):
    np.testing.assert_array_equal(cls()(SHAPE, rng=rng(5)), cls()(SHAPE, rng=rng(5)))
    assert (cls()(SHAPE, rng=rng(5)) != cls()(SHAPE, rng=rng(6))).any()


@each_random
def test_seed_argument_overrides_the_generator(cls):
    seeded = cls(seed=3)
    np.testing.assert_array_equal(seeded(SHAPE, rng=rng(5)), seeded(SHAPE))
    np.testing.assert_array_equal(seeded(SHAPE), cls(seed=3)(SHAPE, rng=rng(7)))
    assert (seeded(SHAPE) != cls(seed=4)(SHAPE)).any()


@each_random
def test_global_seed_is_the_default(cls):
    set_random_seed(11)
    first, second = cls()(SHAPE), cls()(SHAPE)
    set_random_seed(11)
    np.testing.assert_array_equal(first, cls()(SHAPE))
    assert (first != second).any()


@each
def test_config_and_pickle_round_trip(cls):
    initializer = cls()
    expected = initializer((4, 3), rng=rng(2))
    deserialized = initializers.deserialize(initializers.serialize(initializer))
    unpickled = pickle.loads(pickle.dumps(initializer))
    for restored in [cls.from_config(initializer.get_config()), unpickled, deserialized]:
        assert type(restored) is cls
        assert restored.get_config() == initializer.get_config()
        np.testing.assert_array_equal(restored((4, 3), rng=rng(2)), expected)


@each
def test_keras_names_resolve_to_the_class(cls):
    assert getattr(initializers, registry.snake_case(cls.__name__)) is cls
    assert type(initializers.get(cls.__name__)) is type(initializers.get(registry.identifier(cls))) is cls
    assert type(initializers.get(cls)) is cls


@pytest.mark.parametrize(("alias", "cls"), [
    ("IdentityInitializer", "Identity"), ("OrthogonalInitializer", "Orthogonal"), ("normal", "RandomNormal"),
    ("one", "Ones"), ("uniform", "RandomUniform"), ("zero", "Zeros"),
])  # fmt: skip
def test_aliases_resolve_to_the_class(alias, cls):
    assert type(initializers.get(alias)).__name__ == cls


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (3, 2, 4), (2, 2, 9)])
def test_orthogonal_columns_or_rows_are_orthogonal(shape):
    w = initializers.Orthogonal(gain=2.0)(shape, dtype="float64").reshape(-1, shape[-1])
    gram = w.T @ w if w.shape[0] >= w.shape[1] else w @ w.T
    np.testing.assert_allclose(gram, 4 * np.eye(min(w.shape)), atol=1e-12)


def test_orthogonal_is_uniformly_distributed():
    """Without the correction of the signs, the ``Q`` of a QR decomposition is biased."""
    first_values = [initializers.Orthogonal(seed=s)((2, 2))[0, 0] for s in range(400)]
    assert abs(np.mean(first_values)) < 0.12


def test_constant_initializers():
    np.testing.assert_array_equal(initializers.Zeros()((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(initializers.Ones()((2, 3)), np.ones((2, 3)))
    np.testing.assert_array_equal(initializers.Constant(2.5)((2, 3)), np.full((2, 3), 2.5))
    np.testing.assert_array_equal(initializers.Constant(np.arange(3))((2, 3)), [[0, 1, 2], [0, 1, 2]])
    np.testing.assert_array_equal(initializers.Identity(3.0)((2, 3)), [[3, 0, 0], [0, 3, 0]])


@pytest.mark.parametrize(("shape", "expected"), [
    ((), (1, 1)), ((7,), (7, 7)), ((3, 5), (3, 5)), ((3, 4, 5, 6), (60, 72)), ((2, 5, 6), (10, 12)),
])  # fmt: skip
def test_fans(shape, expected):
    assert compute_fans(shape) == expected


def test_fans_of_given_axes():
    assert compute_fans((2, 3, 5, 7), (0, 1), (2, 3)) == (6, 35)
    initializer = initializers.HeUniform(input_axes=(1,), output_axes=(0,))
    assert np.abs(initializer((5, 600), rng=rng())).max() <= np.sqrt(6 / 600)


@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
@pytest.mark.parametrize("distribution", ["normal", "truncated_normal", "untruncated_normal", "uniform"])
def test_variance_scaling(mode, distribution):
    initializer = initializers.VarianceScaling(2.0, mode, distribution)
    n = {"fan_in": FAN_IN, "fan_out": FAN_OUT, "fan_avg": (FAN_IN + FAN_OUT) / 2}[mode]
    assert initializer(SHAPE, rng=rng()).var() == pytest.approx(2 / n, rel=0.03)
    assert initializer.distribution == ("truncated_normal" if distribution == "normal" else distribution)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: initializers.get("glorot_unifrom"), "Did you mean 'glorot_uniform'"),
    (lambda: initializers.VarianceScaling(0), "scale must be greater than 0"),
    (lambda: initializers.VarianceScaling(mode="fan_inn"), "Did you mean 'fan_in'"),
    (lambda: initializers.RandomNormal(stddev=-1), "stddev must be at least 0"),
    (lambda: initializers.RandomNormal(std=1), "no argument 'std'. Did you mean 'stddev'"),
    (lambda: initializers.Orthogonal()((3,)), "two axes"),
    (lambda: initializers.Identity()((3, 3, 3)), "two axes"),
    (lambda: initializers.Constant([1, 2])((2, 3)), "must broadcast to the shape"),
    (lambda: initializers.Zeros()((10**9, 10**9)), "size of the shape must be at most"),
    (lambda: initializers.Zeros()((2, -1)), "shape must be at least 0"),
    (lambda: initializers.Zeros()((2, None)), "shape must be an integer"),
])  # fmt: skip
def test_invalid_arguments_are_rejected(call, message):
    with pytest.raises(ProblemError, match=message):
        call()
