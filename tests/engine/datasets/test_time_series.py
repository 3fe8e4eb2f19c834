"""Windows of a series, compared with a loop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.time_series import hold_out_latest, make_windows, standardise_series, standardise_target


@given(st.integers(1, 60), st.integers(1, 12), st.integers(1, 5), st.integers(1, 4))
def test_windows_are_those_of_a_loop(n, window, step, horizon):
    series = np.arange(n, dtype="float32")
    x, y = make_windows(series, window, step, horizon)
    expected = [start for start in range(0, n, step) if start + window + horizon <= n]
    assert x.shape == (len(expected), window, 1)
    assert x[:, :, 0].tolist() == [list(range(start, start + window)) for start in expected]
    assert y.tolist() == [start + window + horizon - 1 for start in expected]
    assert x.dtype == y.dtype == np.float32


def test_the_latest_windows_are_for_testing():
    x, y, x_test, y_test = hold_out_latest(np.arange(10), np.arange(10), 0.25)
    assert x.tolist() == y.tolist() == list(range(8))
    assert x_test.tolist() == y_test.tolist() == [8, 9]
    assert [len(part) for part in hold_out_latest(np.arange(10), np.arange(10), 0.0)] == [10, 10, 0, 0]


def test_scaling_uses_training_values_and_keeps_float32():
    rng = np.random.default_rng(0)
    x = [rng.normal(50, 9, (n, 3, 1)).astype("float32") for n in (40, 5, 0)]
    scaled = standardise_series(*x)
    assert abs(scaled[0].mean()) < 1e-4
    assert abs(scaled[0].std() - 1) < 1e-4
    assert np.allclose(scaled[1], (x[1] - x[0].mean()) / x[0].std())
    assert all(part.dtype == np.float32 for part in scaled)


def test_a_constant_series_or_target_is_scaled_by_one():
    constant = np.full((4, 2, 1), 7.0, "float32")
    train, validation, _ = standardise_series(constant, constant + 1, constant[:0])
    assert np.all(train == 0)
    assert np.all(validation == 1)
    y, y_val, y_test, mean, deviation = standardise_target(constant[:, 0, 0], constant[:, 0, 0] + 2, constant[:0, 0, 0])
    assert (mean, deviation, len(y_test)) == (7.0, 1.0, 0)
    assert y.tolist() == [0, 0, 0, 0]
    assert y_val.tolist() == [2, 2, 2, 2]


def test_a_scaled_target_can_be_undone():
    y = np.array([5e6, 1e9, 3e9], "float32")
    scaled, _, _, mean, deviation = standardise_target(y, y, y)
    assert np.allclose(scaled * deviation + mean, y, atol=1e-6 * deviation)
    assert np.abs(scaled).max() < 2
