"""What a learner watches while a model trains: predictions at the places that the page draws."""

from dataclasses import dataclass
from typing import final

import numpy as np

from engine.datasets.samples import Samples
from engine.specs.data import dataset_of
from engine.specs.objects import DataSpec
from engine.training.evaluation import predict_network
from engine.training.state import TrainingState
from engine.typing import Array

GRID = 60
LINE = 160
SHOWN = 24
MARGIN = 0.15


@final
@dataclass(frozen=True, eq=False)
class Observation:
    """Predictions ``y`` for ``x``: on a grid over the plane, along a line, or of the first test samples.

    bounds: of the plane, ``(x_low, x_high, y_low, y_high)``, in data units; of a line, ``(x_low, x_high)``.
    """

    kind: str
    y: Array
    bounds: tuple[float, ...] = ()


def bounds_of(x: Array) -> tuple[float, ...]:
    """Where the points of ``x`` lie, with a margin: low and high of every column in turn."""
    low, high = x.min(axis=0), x.max(axis=0)
    room = (high - low) * MARGIN + 1e-9
    return tuple(float(v) for pair in zip(low - room, high + room, strict=True) for v in pair)


def grid(bounds: tuple[float, ...], count: int = GRID) -> Array:
    """``(count², 2)`` points over the plane, row by row from below."""
    xs, ys = np.linspace(bounds[0], bounds[1], count), np.linspace(bounds[2], bounds[3], count)
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2).astype("float32")


def observe(state: TrainingState, spec: DataSpec, samples: Samples) -> Observation:
    """Predictions of the model as it is."""
    dataset = dataset_of(spec)
    kind = dataset.kind
    if kind in ("plane", "line"):
        bounds = bounds_of(samples.x_train)
        x = grid(bounds) if kind == "plane" else np.linspace(bounds[0], bounds[1], LINE, dtype="float32")[:, None]
        return Observation(kind, predict_network(state.network, x, 1024), bounds)
    x = samples.x_test[:SHOWN]
    if not len(x):
        return Observation(kind, np.zeros((0, 1), "float32"))
    y = predict_network(state.network, x, SHOWN)
    return Observation(kind, samples.unscaled_targets(y) if dataset.task == "regression" else y)
