"""Work in threads: all of it is done, in one order, and what goes wrong is told."""

import os
import threading
import time

import numpy as np
import pytest

from engine import kernels, layers, parallel
from engine.array_ops import matmul
from engine.random import CallContext

MUCH = 10**9


@pytest.fixture
def three(monkeypatch):
    monkeypatch.setattr(parallel, "available_threads", lambda: 3)


@pytest.mark.usefixtures("three")
def test_slices_cover_the_batch_and_are_worth_their_threads():
    assert parallel.split_batch(10, MUCH) == [slice(0, 3), slice(3, 6), slice(6, 10)]
    assert parallel.split_batch(2, MUCH) == [slice(0, 1), slice(1, 2)]
    assert parallel.split_batch(10, 1) == [slice(0, 10)]
    assert parallel.split_batch(0, MUCH) == [slice(0, 0)]


@pytest.mark.usefixtures("three")
def test_parts_meet_each_other_and_keep_their_order():
    meeting = threading.Barrier(3, timeout=30)

    def work(part):
        meeting.wait()  # nobody would come, if one did all
        return part.start

    assert parallel.map_slices(9, MUCH, work) == [0, 3, 6]


@pytest.mark.usefixtures("three")
def test_a_sum_of_parts():
    x, total = np.arange(20.0).reshape(10, 2), np.full(2, np.nan)
    parallel.sum_slices(10, MUCH, total, lambda part, out: np.sum(x[part], axis=0, out=out))
    np.testing.assert_array_equal(total, x.sum(axis=0))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("wrong", [0, 3])
def test_an_error_in_a_part_is_raised(wrong):
    def work(part):
        if part.start == wrong:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        parallel.map_slices(9, MUCH, work)


@pytest.mark.usefixtures("three")
def test_what_numpy_ignores_is_ignored_in_every_part():
    with np.errstate(divide="ignore"):
        found = parallel.map_slices(3, MUCH, lambda part: np.ones(1) / np.zeros(1))
    assert np.isinf(found).all()


@pytest.mark.usefixtures("three")
def test_a_product_in_parts_is_the_product():
    a, b = np.random.default_rng(0).normal(size=(2, 300, 300))
    given = np.empty((300, 300))
    assert len(parallel.split_batch(300, 300 * 300)) == 3
    assert matmul.product(a, b, given) is given
    np.testing.assert_allclose(given, a @ b)
    np.testing.assert_allclose(matmul.product(a[:2], b), a[:2] @ b)


def test_blas_gets_its_threads_back_when_the_last_has_left(monkeypatch):
    put = []
    monkeypatch.setattr(parallel, "_blas_set_num_threads", lambda: put.append)
    with parallel.single_threaded_blas(), parallel.single_threaded_blas():
        assert put == [1]
    assert put == [1, parallel.available_threads()]


def test_the_environment_says_how_many(monkeypatch):
    ask = parallel.available_threads.__wrapped__
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    assert ask() == 2
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "some")
    assert ask() == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert 1 <= ask() <= parallel.MAX_THREADS


@pytest.mark.parametrize("kernel", [3, 5])
def test_a_convolution_in_threads_gives_the_same_bits_every_time(kernel, monkeypatch):
    x = np.random.default_rng(0).normal(size=(7, 20, 20, 16)).astype("float32")
    layer = layers.Conv2D(16, kernel, activation="relu")
    layer.build((None, 20, 20, 16))

    def results():
        y, cache = layer.forward(x, CallContext(training=True))
        dx, grads = layer.backward(y, cache)
        return [y, dx, grads["kernel"], grads["bias"]]

    alone = results()
    monkeypatch.setattr(parallel, "available_threads", lambda: 2)
    monkeypatch.setattr(parallel, "MIN_PRODUCTS_PER_SLICE", 1)
    first, second = results(), results()
    for one, other, plain in zip(first, second, alone, strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_allclose(one, plain, rtol=1e-4, atol=1e-5 * np.abs(plain).max())


A, B = np.random.default_rng(0).normal(size=(2, 120, 120)).astype("float32")


def by(count):
    """A product by so many hands."""
    found = np.empty_like(A)
    parallel.run_parallel(count, lambda team: kernels.matmul(A, B, found, (False, False), matmul.NO_BUFFER, False, team))
    return found


@pytest.mark.parametrize("count", [1, 2, 3])
def test_hands_do_together_what_one_does_and_when_they_have_slept_again(count):
    for rest in (0, 0, 0.05, 0.05):
        time.sleep(rest)
        np.testing.assert_array_equal(by(count), by(1))


def test_a_crew_that_was_interrupted_is_replaced():
    before = parallel._team(os.getpid(), 2)

    def interrupted(team):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parallel.run_parallel(2, interrupted)
    np.testing.assert_array_equal(by(2), by(1))
    assert parallel._team(os.getpid(), 2) is not before


def test_threads_that_ask_for_a_crew_at_once_wait_for_each_other():
    found = []
    asking = [threading.Thread(target=lambda: found.extend(by(3) for _ in range(50))) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(60)
    assert len(found) == 200
    assert all((one == found[0]).all() for one in found)
