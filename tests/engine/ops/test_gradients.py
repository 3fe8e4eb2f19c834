"""Every call of ``keras.ops`` whose result depends on an array has the gradient of differences, in float64."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import ops
from engine.backend.tensor import Tensor, gradient

sys.path.insert(0, str(Path(__file__).parents[2] / "golden"))
import ops_calls

WITHOUT_GRADIENT = {"stop_gradient": "by definition", "convert_to_numpy": "plain arrays"}
VARIABLES = ("F", "P", "C")
CASES = [(text, name) for text in ops_calls.texts() for name in VARIABLES
         if re.search(rf"\b{name}\b", text) and text.partition("(")[0] not in WITHOUT_GRADIENT]


def evaluate(text, **arrays):
    """The float results of a call, in which all arrays of floats are of float64."""
    doubles = {name: getattr(ops_calls, name).astype("float64") for name in VARIABLES}
    with np.errstate(all="ignore"):
        results = ops_calls.leaves(ops_calls.evaluate(text, {**ops.FUNCTIONS, **doubles, **arrays}))
    return [leaf for leaf in results if getattr(leaf, "dtype", np.dtype(int)).kind == "f"]


@pytest.mark.parametrize(("text", "name"), CASES, ids=lambda part: part)
def test_gradients_are_those_of_differences(text, name):
    x = getattr(ops_calls, name).astype("float64")
    plain = evaluate(text, **{name: x})
    weights = [np.random.default_rng(3).normal(size=np.shape(leaf)) for leaf in plain]
    numeric = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = 1e-6
        above, below = (evaluate(text, **{name: x + sign * step}) for sign in (1, -1))
        with np.errstate(all="ignore"):
            numeric[i] = sum(np.nansum(w * (a - b)) for w, a, b in zip(weights, above, below, strict=True)) / 2e-6
    tensor = Tensor(x)
    traced = evaluate(text, **{name: tensor})
    with np.errstate(all="ignore"):
        dx = sum((gradient(leaf, tensor, np.where(np.isnan(p), 0, w))
                  for leaf, w, p in zip(traced, weights, plain, strict=True)), np.zeros_like(x))
    comparable = np.isfinite(dx)
    np.testing.assert_allclose(np.where(comparable, dx, numeric), numeric, rtol=1e-4, atol=1e-5)
    for leaf, p in zip(traced, plain, strict=True):
        np.testing.assert_allclose(getattr(leaf, "data", leaf), p, rtol=1e-12)
        assert isinstance(leaf, Tensor) or not numeric.any()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_gradient_has_the_dtype_of_its_array(dtype):
    for text, name in CASES:
        tensor = Tensor(getattr(ops_calls, name).astype(dtype))
        with np.errstate(all="ignore"):
            results = ops_calls.leaves(ops_calls.evaluate(text, {**ops.FUNCTIONS, name: tensor}))
        for leaf in results:
            if isinstance(leaf, Tensor):
                assert leaf.dtype == dtype or "cast" in text or "dtype" in text, text


def test_lists_of_tensors_stay_on_the_trace():
    x = Tensor(np.array([1.0, 2.0]))
    y = ops.sum([ops.square(x[0]), x[1] * 3, 5.0])
    assert gradient(y, x).tolist() == [2, 3]
    assert gradient(ops.max([[x[0], x[1]], [0.0, 1.0]]), x).tolist() == [0, 1]
