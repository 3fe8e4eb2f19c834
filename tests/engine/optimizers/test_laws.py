"""What holds for every optimizer: slices change nothing, types stay, NaN is seen, state is plain."""

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
MADE = [
    *((cls, options) for cls in optimizers.ALL for options in OPTIONS),
    (SGD, {"momentum": 0.9}),
    (SGD, {"momentum": 0.9, "nesterov": True}),
    (RMSprop, {"momentum": 0.9, "centered": True}),
    (Adam, {"amsgrad": True}),
]


def run(optimizer, dtype="float32", sliced=False, steps=5):
    rng = np.random.default_rng(1)
    w = rng.normal(size=67).astype(dtype)
    slots = optimizer.slots(w.size, dtype)
    for step in range(steps):
        g = rng.normal(size=67).astype(dtype)
        optimizer.apply(w, g, slots, step + 1, SEGMENTS)
        if sliced:
            optimizer, w, slots = pickle.loads(pickle.dumps((optimizer, w, slots)))
    return w, slots


@pytest.mark.parametrize(("cls", "options"), MADE)
def test_slices_are_bit_identical(cls, options):
    whole, slots = run(cls(**options))
    sliced, sliced_slots = run(cls(**options), sliced=True)
    assert np.array_equal(whole, sliced)
    assert slots.keys() == sliced_slots.keys()
    assert all(np.array_equal(slots[name], sliced_slots[name]) for name in slots)


@pytest.mark.parametrize(("cls", "options"), MADE)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_types_stay(cls, options, dtype):
    w, slots = run(cls(**options), dtype)
    assert w.dtype == dtype
    assert all(isinstance(slot, np.ndarray) and slot.dtype == dtype for slot in slots.values())
    assert all(slot.shape in (w.shape, ()) for slot in slots.values())


@pytest.mark.parametrize(("cls", "options"), MADE)
def test_float32_is_close_to_float64(cls, options):
    np.testing.assert_allclose(run(cls(**options))[0], run(cls(**options), "float64")[0], rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize(("cls", "options"), MADE)
def test_a_nan_in_a_gradient_is_not_lost(cls, options):
    optimizer = cls(**options)
    w = np.ones(67, "float32")
    slots = optimizer.slots(w.size, w.dtype)
    g = np.full(67, np.nan, "float32")
    for step in range(optimizer.gradient_accumulation_steps or 1):
        optimizer.apply(w, g.copy(), slots, step + 1, SEGMENTS)
    assert np.isnan(w).all()


@pytest.mark.parametrize(("cls", "options"), MADE)
def test_config_round_trip(cls, options):
    optimizer = cls(**options)
    config = json.loads(json.dumps(optimizer.get_config()))
    again = cls.from_config(config)
    assert again.get_config() == optimizer.get_config()
    assert np.array_equal(run(again)[0], run(optimizer)[0])


@pytest.mark.parametrize("cls", optimizers.ALL)
def test_get_finds_names_configs_and_objects(cls):
    made = cls()
    assert type(optimizers.get(registry.identifier(cls))) is cls
    assert type(optimizers.get(cls.__name__)) is cls
    assert type(optimizers.get({"class_name": cls.__name__, "config": made.get_config()})) is cls
    assert optimizers.get(made) is made


def test_a_gradient_stays_as_it_is_when_nothing_clips_it():
    g = np.ones(67, "float32")
    Adam().apply(np.ones(67, "float32"), g, Adam().slots(67, "float32"), 1, SEGMENTS)
    assert np.array_equal(g, np.ones(67))
