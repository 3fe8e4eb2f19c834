"""Slices of a batch in threads: complete, in order, deterministic; errors are raised."""

import os
import threading
import time

import numpy as np
import pytest

from engine import kernels, layers, parallel
from engine.array_ops import matmul
from engine.random import CallContext

MANY_PRODUCTS = 10**9


@pytest.fixture
def three_threads(monkeypatch):
    monkeypatch.setattr(parallel, "available_threads", lambda: 3)


@pytest.mark.usefixtures("three_threads")
def test_slices_cover_the_batch_and_small_batches_are_not_split():
    assert parallel.split_batch(10, MANY_PRODUCTS) == [slice(0, 3), slice(3, 6), slice(6, 10)]
    assert parallel.split_batch(2, MANY_PRODUCTS) == [slice(0, 1), slice(1, 2)]
    assert parallel.split_batch(10, 1) == [slice(0, 10)]
    assert parallel.split_batch(0, MANY_PRODUCTS) == [slice(0, 0)]


@pytest.mark.usefixtures("three_threads")
def test_slices_run_at_once_and_results_keep_their_order():
    barrier = threading.Barrier(3, timeout=30)

    def work(part):
        barrier.wait()  # fails unless three threads arrive
        return part.start

    assert parallel.map_slices(9, MANY_PRODUCTS, work) == [0, 3, 6]


@pytest.mark.usefixtures("three_threads")
def test_sum_of_slices():
    x, total = np.arange(20.0).reshape(10, 2), np.full(2, np.nan)
    parallel.sum_slices(10, MANY_PRODUCTS, total, lambda part, out: np.sum(x[part], axis=0, out=out))
    np.testing.assert_array_equal(total, x.sum(axis=0))


@pytest.mark.usefixtures("three_threads")
@pytest.mark.parametrize("failing", [0, 3])
def test_an_error_in_a_slice_is_raised(failing):
    def work(part):
        if part.start == failing:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        parallel.map_slices(9, MANY_PRODUCTS, work)


@pytest.mark.usefixtures("three_threads")
def test_numpy_error_state_holds_in_every_slice():
    with np.errstate(divide="ignore"):
        results = parallel.map_slices(3, MANY_PRODUCTS, lambda part: np.ones(1) / np.zeros(1))
    assert np.isinf(results).all()


def test_blas_gets_its_threads_back_after_the_last_block(monkeypatch):
    calls = []
    monkeypatch.setattr(parallel, "_blas_set_num_threads", lambda: calls.append)
    with parallel.single_threaded_blas(), parallel.single_threaded_blas():
        assert calls == [1]
    assert calls == [1, parallel.available_threads()]


def test_the_environment_sets_the_number_of_threads(monkeypatch):
    uncached = parallel.available_threads.__wrapped__
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    assert uncached() == 2
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "some")
    assert uncached() == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert 1 <= uncached() <= parallel.MAX_THREADS


@pytest.mark.parametrize("kernel", [3, 5])
def test_a_convolution_in_threads_gives_the_same_bits_every_time(kernel, monkeypatch):
    x = np.random.default_rng(0).normal(size=(7, 20, 20, 16)).astype("float32")
    layer = layers.Conv2D(16, kernel, activation="relu")
    layer.build((None, 20, 20, 16))

    def results():
        y, cache = layer.forward(x, CallContext(training=True))
        dx, grads = layer.backward(y, cache)
        return [y, dx, grads["kernel"], grads["bias"]]

    single_threaded = results()
    monkeypatch.setattr(parallel, "available_threads", lambda: 2)
    monkeypatch.setattr(parallel, "MIN_PRODUCTS_PER_SLICE", 1)
    first, second = results(), results()
    for one, other, expected in zip(first, second, single_threaded, strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_allclose(one, expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


A, B = np.random.default_rng(0).normal(size=(2, 120, 120)).astype("float32")


def multiply(count):
    """``A · B`` in ``count`` threads."""
    out = np.empty_like(A)
    parallel.run_parallel(count, lambda team: kernels.matmul(A, B, out, (False, False), matmul.NO_BUFFER, False, team))
    return out


@pytest.mark.parametrize("count", [1, 2, 3])
def test_threads_agree_with_one_thread_also_after_a_sleep(count):
    for pause in (0, 0, 0.05, 0.05):
        time.sleep(pause)
        np.testing.assert_array_equal(multiply(count), multiply(1))


def test_an_interrupted_team_is_replaced():
    before = parallel._team(os.getpid(), 2)

    def interrupted(team):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parallel.run_parallel(2, interrupted)
    np.testing.assert_array_equal(multiply(2), multiply(1))
    assert parallel._team(os.getpid(), 2) is not before


def test_concurrent_callers_share_a_team_without_deadlock():
    results = []
    callers = [threading.Thread(target=lambda: results.extend(multiply(3) for _ in range(50))) for _ in range(4)]
    for thread in callers:
        thread.start()
    for thread in callers:
        thread.join(60)
    assert len(results) == 200
    assert all((one == results[0]).all() for one in results)
