"""Work goes by as many threads as are quickest at the moment."""

import numpy as np
import pytest

from engine import layers, pace, threads
from engine.pace import AGAIN, SURE, Pace, at_best_pace


@pytest.fixture
def world(monkeypatch):
    """Seconds that a call takes ``[alone, together]``, and how many threads every call had."""
    now, takes, asked = [0.0], [1.0, 0.7], []

    def together(count, work):
        asked.append(count)
        now[0] += takes[count > 1]
        return work(count)

    monkeypatch.setattr(pace, "perf_counter", lambda: now[0])
    monkeypatch.setattr(pace, "together", together)
    return takes, asked


def test_the_quicker_way_is_taken_and_the_other_one_tried_now_and_then(world):
    takes, asked = world
    kind = Pace()
    for _ in range(4 * AGAIN):
        assert kind.run(2, lambda count: count) in (1, 2)
    assert asked.count(1) <= 2 * 4 + 1
    assert asked[2:AGAIN - 1] == [2] * (AGAIN - 3)

    takes[1] = 1.8  # somebody else wants the other core
    del asked[:]
    for _ in range(4 * AGAIN):
        kind.run(2, lambda count: count)
    assert asked.count(2) < AGAIN // 2
    assert asked[AGAIN:2 * AGAIN].count(2) == 2

    takes[1] = 0.7
    del asked[:]
    for _ in range(2 * AGAIN):
        kind.run(2, lambda count: count)
    assert asked[-AGAIN:].count(1) <= 2


def test_much_work_is_always_shared_and_little_never(world, monkeypatch):
    _, asked = world
    monkeypatch.setattr(threads, "threads", lambda: 2)
    for _ in range(AGAIN):
        at_best_pace("much", SURE, lambda count: count)
        at_best_pace("little", 1000, lambda count: count)
    assert asked == [2, 1] * AGAIN


def test_lstm_comes_to_the_same_by_any_number_of_threads(monkeypatch):
    x, found = np.random.default_rng(0).normal(size=(40, 6, 24)).astype("float32"), []
    for count in (1, 2, 3):
        monkeypatch.setattr(pace, "hands", lambda products, count=count: count)
        monkeypatch.setattr(pace, "SURE", 0)
        layer = layers.LSTM(20, return_sequences=True, seed=1)
        layer.build((None, 6, 24))
        layer.set_weights([np.random.default_rng(2).normal(size=w.shape) for w in layer.get_weights()])
        layer.needs_input_grad = True
        y, run = layer.forward(x)
        dx, gradients = layer.backward(np.cos(y), run)
        found.append([y, dx, *gradients.values()])
    for one, two, three in zip(*found, strict=True):
        np.testing.assert_array_equal(one, two)
        np.testing.assert_array_equal(one, three)
