"""``class_weight`` of ``fit`` and ``train_on_batch``: sample weights from classes."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.errors import fail
from engine.training.data_adapters.batch import Batch
from engine.typing import Shape


def apply_class_weight(batch: Batch, class_weight: Mapping[int, float]) -> Batch:
    """Weight every sample by its class; classes that are not in ``class_weight`` have weight 1.

    One-hot labels count as their class. As in Keras, ``class_weight`` excludes ``sample_weight``, and labels of several
    axes besides that of the classes are refused.
    """
    if batch.sample_weight is not None:
        raise fail("not_both", first="class_weight", second="sample_weight")
    if batch.y is None:
        raise fail("required", "y", argument="y")
    if batch.y.ndim > 2:
        raise fail("class_weight_of_steps", "class_weight", labels=batch.y.shape)
    is_one_hot = batch.y.ndim > 1 and batch.y.shape[-1] > 1
    classes = np.round(batch.y.argmax(-1) if is_one_hot else batch.y.reshape(len(batch), -1)[:, 0]).astype(int)
    sample_weight = np.ones(len(batch), "float32")
    for label, weight in class_weight.items():
        sample_weight[classes == int(label)] = weight
    return replace(batch, sample_weight=sample_weight)


def check_class_weight(labels: Shape, outputs: Shape) -> None:
    """Raise a ProblemError if there is a label for every step of a sequence. Shapes have the batch axis first."""
    if len(outputs) > 2 and len(labels) > 1 and labels[1] != 1:
        raise fail("class_weight_of_steps", "class_weight", labels=labels)
