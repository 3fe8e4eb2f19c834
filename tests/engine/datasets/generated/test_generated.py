"""Generated sets: shapes and types, dependence on the seed, and printed code that gives the same arrays."""

import pkgutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import generated
from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Generated

NAMES = [name for name, entry in CATALOG.items() if isinstance(entry, Generated)]
OPTIONS = st.fixed_dictionaries(
    {"n": st.integers(10, 200), "noise": st.floats(0, 2, allow_subnormal=False), "seed": st.integers(0, 2**32)}
)


def run(code):
    """The variables after running a printed script, which only tests do."""
    variables = {}
    exec(code, variables)
    return variables


def test_every_module_is_a_set_of_the_catalog():
    modules = {f"engine.datasets.generated.{module.name}" for module in pkgutil.iter_modules(generated.__path__)}
    assert modules == {CATALOG[name].points.__module__ for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@given(options=OPTIONS)
def test_printed_code_gives_the_same_arrays(name, options):
    x, y = CATALOG[name].points(**options)
    printed = run(CATALOG[name].code(**options))
    for expected, array in ((x, printed["x"]), (y, printed["y"])):
        assert array.dtype == expected.dtype
        np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("name", NAMES)
@given(options=OPTIONS)
def test_shapes_and_types(name, options):
    x, y = CATALOG[name].points(**options)
    n = options["n"]
    kind = CATALOG[name].kind
    assert x.dtype == {"image": "uint8", "sequence": "int32"}.get(kind, "float32")
    assert np.isfinite(x).all()
    if CATALOG[name].task == "regression":
        assert (x.shape, y.shape, y.dtype) == ((n, 1), (n, 1), np.float32)
    else:
        assert (x.shape, y.shape, y.dtype) == ((n, *CATALOG[name].shape), (n,), np.int64)
        assert set(y.tolist()) <= set(range(len(CATALOG[name].class_names)))


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_gives_other_points(name):
    x, _ = CATALOG[name].points(50, 0.1, 1)
    other, _ = CATALOG[name].points(50, 0.1, 2)
    assert (x != other).any()


def test_points_lie_on_their_curves_without_noise():
    x, y = CATALOG["line"].points(50, 0.0, 3)
    np.testing.assert_array_equal(y, 2 * x)
    x, y = CATALOG["cosine"].points(50, 0.0, 3)
    np.testing.assert_allclose(y, np.cos(x), atol=1e-6)
    x, y = CATALOG["circles"].points(50, 0.0, 3)
    np.testing.assert_allclose(np.hypot(*x.T), np.where(y == 1, 0.4, 1.0), rtol=1e-6)
    x, y = CATALOG["xor"].points(50, 0.0, 3)
    np.testing.assert_array_equal(y, (x[:, 0] > 0) != (x[:, 1] > 0))
    x, y = CATALOG["two_blobs"].points(50, 0.0, 3)
    np.testing.assert_array_equal(x, np.repeat(2 * y - 1, 2).reshape(50, 2))
    x, y = CATALOG["spiral"].points(50, 0.0, 3)
    angle = 3 * np.pi * np.hypot(*x.T) + np.pi * y
    np.testing.assert_allclose(np.cos(angle - np.arctan2(x[:, 1], x[:, 0])), 1, atol=1e-5)
