"""Laws of every optimizer: pickling between steps changes nothing, dtypes are kept, NaN propagates."""

import json
import pickle

import numpy as np
import pytest

from engine import optimizers, registry
from engine.optimizers import SGD, Adam, RMSprop

SEGMENTS = {"dense/kernel": slice(0, 40), "dense/bias": slice(40, 67)}
OPTIONS = [
    {},
    {"weight_decay": 0.1, "clipnorm": 0.5},
    {"global_clipnorm": 0.5, "use_ema": True, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 2, "clipvalue": 0.2, "learning_rate": {
        "class_name": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 5}}},
]
CONFIGS = [
    *((cls, options) for cls in optimizers.ALL for options in OPTIONS),
    (SGD, {"momentum": 0.9}),
    (SGD, {"momentum": 0.9, "nesterov": True}),
    (RMSprop, {"momentum": 0.9, "centered": True}),
    (Adam, {"amsgrad": True}),
]


def run(optimizer, dtype="float32", pickled=False, steps=5):
    rng = np.random.default_rng(1)
    w = rng.normal(size=67).astype(dtype)
    slots = optimizer.slots(w.size, dtype)
    for step in range(steps):
        g = rng.normal(size=67).astype(dtype)
        optimizer.apply_batch(w, g, slots, step + 1, SEGMENTS)
        if pickled:
            optimizer, w, slots = pickle.loads(pickle.dumps((optimizer, w, slots)))
    return w, slots


@pytest.mark.parametrize(("cls", "options"), CONFIGS)
def test_pickling_between_steps_changes_no_bit(cls, options):
    w, slots = run(cls(**options))
    pickled_w, pickled_slots = run(cls(**options), pickled=True)
    assert np.array_equal(w, pickled_w)
    assert slots.keys() == pickled_slots.keys()
    assert all(np.array_equal(slots[name], pickled_slots[name]) for name in slots)


@pytest.mark.parametrize(("cls", "options"), CONFIGS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_is_kept(cls, options, dtype):
    w, slots = run(cls(**options), dtype)
    assert w.dtype == dtype
    assert all(isinstance(slot, np.ndarray) and slot.dtype == dtype for slot in slots.values())
    assert all(slot.shape in (w.shape, ()) for slot in slots.values())


@pytest.mark.parametrize(("cls", "options"), CONFIGS)
def test_float32_is_close_to_float64(cls, options):
    np.testing.assert_allclose(run(cls(**options))[0], run(cls(**options), "float64")[0], rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize(("cls", "options"), CONFIGS)
def test_nan_gradient_propagates_to_weights(cls, options):
    optimizer = cls(**options)
    w = np.ones(67, "float32")
    slots = optimizer.slots(w.size, w.dtype)
    g = np.full(67, np.nan, "float32")
    for step in range(optimizer.gradient_accumulation_steps or 1):
        optimizer.apply_batch(w, g.copy(), slots, step + 1, SEGMENTS)
    assert np.isnan(w).all()


@pytest.mark.parametrize(("cls", "options"), CONFIGS)
def test_config_round_trip(cls, options):
    optimizer = cls(**options)
    config = json.loads(json.dumps(optimizer.get_config()))
    restored = cls.from_config(config)
    assert restored.get_config() == optimizer.get_config()
    assert np.array_equal(run(restored)[0], run(optimizer)[0])


@pytest.mark.parametrize("cls", optimizers.ALL)
def test_get_takes_names_configs_and_objects(cls):
    optimizer = cls()
    assert type(optimizers.get(registry.identifier(cls))) is cls
    assert type(optimizers.get(cls.__name__)) is cls
    assert type(optimizers.get({"class_name": cls.__name__, "config": optimizer.get_config()})) is cls
    assert optimizers.get(optimizer) is optimizer


def test_gradient_is_not_modified_without_clipping():
    g = np.ones(67, "float32")
    Adam().apply_batch(np.ones(67, "float32"), g, Adam().slots(67, "float32"), 1, SEGMENTS)
    assert np.array_equal(g, np.ones(67))
