"""A fast path accepts an object only if it heeds every hyperparameter, or that has its default.

Whoever adds a hyperparameter to one of these classes decides: it joins those that the fast path heeds, in the table
beside it, or those here that must be at their defaults.
"""

from dataclasses import fields

import pytest

from engine.activations import Relu
from engine.array_ops.windows import AxisWindows, Windows
from engine.configurable import at_defaults
from engine.hyperparameters import configurable, hyperparameters, integer
from engine.layers import GRU, LSTM, Conv1D, Conv2D, Dense, Dropout, Flatten, convolution, gru, lstm
from engine.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from engine.optimizers import SGD, Adadelta, Adam, AdamW, RMSprop, adadelta, adam_base, rmsprop, sgd
from engine.training import fused_dense_eligibility

RULES = {"kernel_regularizer", "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint"}
CLIPS = {"clipnorm", "clipvalue", "global_clipnorm", "use_ema", "gradient_accumulation_steps"}
LOSS = {"reduction", "dtype"}
STACK = {
    Dense: {"trainable"} | RULES, Dropout: {"trainable", "noise_shape"}, Flatten: {"trainable"},
    MeanSquaredError: LOSS, CategoricalCrossentropy: LOSS | {"axis", "from_logits", "label_smoothing"},
    BinaryCrossentropy: LOSS | {"axis", "from_logits", "label_smoothing"},
    SparseCategoricalCrossentropy: LOSS | {"axis", "from_logits", "ignore_class"},
    SGD: CLIPS, RMSprop: CLIPS | {"momentum", "centered"}, Adam: CLIPS | {"amsgrad"}, AdamW: CLIPS | {"amsgrad"},
}
TABLES = [
    *((cls, fused_dense_eligibility.HEEDED[cls], strict) for cls, strict in STACK.items()),
    *((cls, set(), set(hyperparameters(cls))) for cls in fused_dense_eligibility.ACTIVATIONS),
    (Relu, set(), {"negative_slope", "max_value", "threshold"}), (LSTM, lstm.HEEDED, set()), (GRU, gru.HEEDED, set()),
    (Conv1D, convolution.HEEDED, set()), (Conv2D, convolution.HEEDED, set()), (SGD, sgd.HEEDED, set()),
    (RMSprop, rmsprop.HEEDED, {"momentum", "centered"}), (Adam, adam_base.HEEDED, {"amsgrad"}),
    (AdamW, adam_base.HEEDED, {"amsgrad"}), (Adadelta, adadelta.HEEDED, set()),
]


@pytest.mark.parametrize(("cls", "heeded", "strict"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_hyperparameter_is_decided_on(cls, heeded, strict):
    assert set(hyperparameters(cls)) - set(heeded) == strict
    assert set(heeded) <= set(hyperparameters(cls))


def test_the_tables_are_whole():
    assert STACK.keys() == fused_dense_eligibility.HEEDED.keys()
    assert {f.name for f in fields(AxisWindows)} == {"length", "size", "stride", "dilation", "before", "count"}
    assert {f.name for f in fields(Windows)} == {"rows", "columns"}


def test_a_new_hyperparameter_closes_the_fast_path():
    @configurable
    class Later(Relu):
        power: int = integer(default=1)

    assert Later().is_plain_relu
    assert not Later(power=2).is_plain_relu
    assert not at_defaults(Later(power=2), {"threshold"})
    assert at_defaults(Later(power=2), {"power"})


def test_what_has_to_be_given_must_be_named():
    assert not at_defaults(Dense(3))
    assert at_defaults(Dense(3, kernel_initializer="glorot_uniform"), {"units", "name"})
    assert not at_defaults(Dense(3, kernel_initializer="zeros"), {"units", "name"})
