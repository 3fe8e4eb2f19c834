"""Gathers evidence: an experiment and what its run brought, as the plain data that checks look at."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.lesson.evidence import Brick, Evidence
from engine.datasets.samples import Samples
from engine.network.network import Network
from engine.specs.data import class_indices
from engine.specs.experiment import Experiment
from engine.specs.inspection import inspect
from engine.specs.objects import ObjectSpec
from engine.typing import Array


def built(experiment: Experiment) -> dict[str, Any]:
    """The fields of `Evidence` that say what stands in the cells."""
    reports = inspect(experiment.model)
    bricks = tuple(
        Brick(spec.class_name, spec.config, report.output_shape or (), report.parameters or 0)
        for spec, report in zip(experiment.model.layers, reports, strict=True)
    )
    data = experiment.data
    shares = {"test": data.test_share, "validation": data.validation_share, "seed": data.seed, "name": data.name}
    compiled = experiment.compile
    return {
        "stack": bricks,
        "problems": len(experiment.problems()),
        "compile": {
            "optimizer": _plain(compiled.optimizer),
            "loss": compiled.loss.class_name,
            "metrics": [metric.class_name for metric in compiled.metrics],
        },
        "fit": experiment.fit.to_json(),
        "data": {**data.options, **shares, "flatten": data.flatten, "one_hot": data.one_hot},
    }


def _plain(spec: ObjectSpec) -> dict[str, Any]:
    return {"class_name": spec.class_name, "config": dict(spec.config)}


def ran(history: Mapping[str, Sequence[float]], network: Network, samples: Samples) -> dict[str, Any]:
    """The fields that say what a run brought."""
    return {
        "history": history,
        "weights": {index: layer.get_weights() for index, layer in enumerate(network.layers)},
        "n_train": len(samples.x_train),
        "n_validation": len(samples.x_val),
        "n_test": len(samples.x_test),
    }


def evidence_of(experiment: Experiment, **more: Any) -> Evidence:
    """The evidence of an experiment; `more` are further fields, such as those of :func:`ran`."""
    return Evidence(**built(experiment), **more)


def line_references(samples: Samples) -> dict[str, float]:
    """The least-squares line through the training samples of one input, and its mean squared error."""
    x, y = samples.x_train.reshape(-1).astype(float), samples.y_train.reshape(-1).astype(float)
    slope, intercept = np.polyfit(x, y, 1)
    loss = float(np.mean((slope * x + intercept - y) ** 2))
    return {"least_squares_slope": float(slope), "least_squares_intercept": float(intercept),
            "least_squares_loss": loss}


def class_references(y: Array, predictions: Array) -> dict[str, Any]:
    """Of test labels and the model's outputs: the accuracy, the samples that are wrong; for two classes the rates.

    predictions: ``(n, classes)``, or ``(n, 1)`` with the probability of class 1.
    """
    truth = class_indices(y)
    given = predictions.argmax(-1) if predictions.shape[-1] > 1 else (predictions.reshape(-1) > 0.5).astype(int)
    wrong = frozenset(int(index) for index in np.flatnonzero(truth != given))
    found: dict[str, Any] = {"wrong_samples": wrong, "accuracy": 1 - len(wrong) / max(1, len(truth))}
    if predictions.shape[-1] > 1:
        return found
    shares = {"sensitivity": (truth == 1, given == 1), "specificity": (truth == 0, given == 0),
              "precision": (given == 1, truth == 1)}
    return found | {name: float(np.mean(hit[of])) for name, (of, hit) in shares.items() if of.any()}
