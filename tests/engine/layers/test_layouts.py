"""Every layer gives the same numbers for inputs, gradients and weights in any layout of memory."""

import numpy as np
from layouts import check_layouts

from engine.random import CallContext

TRAINING = CallContext(training=True, seed=3, epoch=1, batch=2)


def test_calls(example):
    x = example.x()

    def call(x, *weights):
        layer = example.build()
        layer.set_weights(list(weights))
        return [layer(x)]

    if x.dtype.kind == "f" and not example.name.startswith("Random"):  # whose calls draw anew
        check_layouts(call, x, *example.build().get_weights())


def test_training(example):
    x, context = example.x(), example.with_mask(TRAINING)
    if x.dtype.kind != "f":
        return
    y, _ = example.build().forward(x, context)
    if y.dtype.kind != "f":
        return

    def train(x, dy):
        layer = example.build()
        y, cache = layer.forward(x, context)
        dx, gradients = layer.backward(dy, cache)
        return [np.array(y), np.array(dx), *map(np.array, gradients.values())]

    check_layouts(train, x, np.random.default_rng(0).normal(size=y.shape).astype(y.dtype))
