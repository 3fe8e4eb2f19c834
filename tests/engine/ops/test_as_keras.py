"""Values, dtypes and signatures of ``keras.ops`` are Keras's (recorded by tests/golden/record_ops.py)."""

import inspect
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from engine import activations, layers, models, ops

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))
from ops_calls import evaluate, leaves

SIGNATURES = json.loads((GOLDEN / "ops_signatures.json").read_text())
EXTRA_DEFAULT = {"multi_hot": "num_classes has no default here", "amax": "also takes initial", "amin": "also takes initial",
                 "unique": "size and fill_value are for compiled code"}
PYTHON_NUMBER = {"shape", "ndim", "size", "is_tensor", "allclose", "cond", "while_loop", "fori_loop"}
"""Operations whose result is a number of Python's, or whatever a function of the caller returns."""


def recorded_calls():
    with np.load(GOLDEN / "ops.npz") as arrays:
        calls = defaultdict(list)
        for key in arrays.files:
            calls[key.rpartition("|")[0]].append(arrays[key])
    return dict(calls)


CALLS = recorded_calls()


@pytest.mark.parametrize("text", CALLS)
def test_values_and_dtypes_are_those_of_keras(text):
    value = evaluate(text, ops.FUNCTIONS)
    assert len(leaves(value)) == len(CALLS[text])
    for leaf, expected in zip(leaves(value), CALLS[text], strict=True):
        tolerance = 2e-3 if expected.dtype == np.float16 else 2e-6
        np.testing.assert_allclose(np.asarray(leaf, "float64"), expected.astype("float64"), tolerance, tolerance)
        assert np.shape(leaf) == expected.shape
        assert text.split("(")[0] in PYTHON_NUMBER or leaf.dtype == expected.dtype


@pytest.mark.parametrize("name", ops.__all__)
def test_signatures_are_those_of_keras(name):
    parameters = [[p.name, "required" if p.default is p.empty else repr(p.default)]
                  for p in inspect.signature(getattr(ops, name)).parameters.values() if p.kind is not p.VAR_KEYWORD]
    if name not in EXTRA_DEFAULT:
        assert parameters == SIGNATURES[name]


def test_a_missing_operation_is_named_with_a_near_one():
    with pytest.raises(AttributeError, match=r"keras\.ops has no reduce_mean here\. Did you mean 'mean'"):
        _ = ops.reduce_mean
    with pytest.raises(AttributeError, match=r"has no log_softmx here\. Did you mean 'log_softmax'"):
        _ = ops.log_softmx
    with pytest.raises(AttributeError, match=r"has no fft2d here\.$"):
        _ = ops.fft2d
    assert {*ops.NEAR.values()} <= {*ops.__all__}
    assert not {*ops.NEAR} & {*ops.__all__}
    with pytest.raises(ImportError):
        from engine.ops import fft  # noqa: F401


def test_operations_given_as_activations_are_the_activations():
    for name in ("relu", "leaky_relu", "elu", "sigmoid", "softmax", "log_softmax", "selu", "silu", "softplus", "tanh"):
        assert type(layers.Dense(2, activation=getattr(ops, name)).activation) is type(activations.get(name))
    assert layers.Dense(2, activation=ops.gelu).activation.approximate
    assert models.Sequential([layers.Dense(2, activation=ops.relu)]).get_config()["layers"][0]["config"]["activation"] == "relu"
