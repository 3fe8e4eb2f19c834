"""Windows of a time series and their split in time order; plain NumPy, whose code the notebook shows."""

import numpy as np

from engine.datasets.samples import Pair
from engine.typing import Array


def make_windows(series: Array, window: int, step: int, horizon: int) -> Pair:
    """Cut a series into windows, each with the value that follows it.

    series: ``(n,)``, in time order. window: number of values in a sample. step: distance between the beginnings of two
    samples. horizon: how many values after the end of a window its target is; 1 for the next value.
    Returns x ``(samples, window, 1)`` and y ``(samples,)``, the last of which is at most the last value of the series.
    """
    starts = np.arange(0, len(series) - window - horizon + 1, step)
    x = series[starts.reshape(-1, 1) + np.arange(window)].reshape(-1, window, 1)
    y = series[starts + window + horizon - 1]
    return x, y


def hold_out_latest(x: Array, y: Array, test: float) -> tuple[Array, Array, Array, Array]:
    """Hold out the last ``test`` share of the windows for testing, unshuffled; returns ``x, y, x_test, y_test``."""
    cut = len(x) - round(len(x) * test)
    x_test, y_test = x[cut:], y[cut:]
    x, y = x[:cut], y[:cut]
    return x, y, x_test, y_test


def standardise_series(x_train: Array, x_val: Array, x_test: Array) -> tuple[Array, Array, Array]:
    """Scale all values by the mean and the standard deviation of the training values; by 1 if these are equal."""
    mean, deviation = x_train.mean(), x_train.std() or 1.0
    x_train = (x_train - mean) / deviation
    x_val = (x_val - mean) / deviation
    x_test = (x_test - mean) / deviation
    return x_train, x_val, x_test


def standardise_target(y_train: Array, y_val: Array, y_test: Array) -> tuple[Array, Array, Array, float, float]:
    """Scale the targets by the mean and the standard deviation of the training targets; by 1 if these are equal.

    Returns ``y_train, y_val, y_test, y_mean, y_deviation``: ``y · y_deviation + y_mean`` undoes it.
    """
    y_mean, y_deviation = y_train.mean(), y_train.std() or 1.0
    y_train = (y_train - y_mean) / y_deviation
    y_val = (y_val - y_mean) / y_deviation
    y_test = (y_test - y_mean) / y_deviation
    return y_train, y_val, y_test, y_mean, y_deviation
