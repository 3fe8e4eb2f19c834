"""Training scenarios of every layer with every option: the lines of layer_examples*.json, and grids of options."""

import json
from itertools import product
from pathlib import Path

import numpy as np
from update_scenarios import SAMPLES, Updates, build_layer

HERE = Path(__file__).parent
CHANCE = ("rate", "stddev", "factor", "height_factor", "width_factor", "dropout", "recurrent_dropout")
"""Random options: set to 0, as random numbers differ between Keras's backends too."""
BARRED = {"RandomFlip": "its only argument that could still it is none", "InputLayer": "stands below every model"}
TARGETS = np.random.default_rng(5).normal(size=(SAMPLES, 2)).astype("float32")


def batch(name, config, shape, kind):
    rng = np.random.default_rng(4)
    if kind in ("words", "texts"):
        return rng.choice(["cat", "dog", "새", "unknown"], shape).astype(object)
    if kind in ("numbers", "ids"):
        return rng.integers(0, config.get("input_dim", 4), shape)
    x = rng.normal(size=shape).astype("float32")
    if kind in ("mask", "some"):
        counts = rng.random(shape[:2]) < 0.6
        counts[:, 0] |= kind == "some"
        x = np.where(counts[..., None], x, np.float32(0))
    return x


def trained(name, config, shape, kind=""):
    """The layer between its input and a Dense of two numbers; kind: ``mask`` for steps that do not all count, ``some``
    where a sample has at least one that does, ``ids``, ``numbers``, ``words`` and ``texts`` as in layer_examples."""
    config = {key: 0.0 if key in CHANCE else value for key, value in config.items()}

    def layers(k):
        below = [k.layers.Masking()] if kind in ("mask", "some") else []
        return [*below, build_layer(k, name, config), k.layers.Flatten(), k.layers.Dense(2)]

    return Updates(layers, batch(name, config, (SAMPLES, *shape), kind), TARGETS)


def grid(name, shape, fixed, kind="", unless=lambda c: False, **options):
    """Every combination of the options, except those that Keras refuses."""
    for values in product(*options.values()):
        config = {**fixed, **dict(zip(options, values, strict=True))}
        if not unless(config):
            yield name, config, shape, kind


def striding(config):
    return np.max(config.get("strides", 1)) > 1 and np.max(config.get("dilation_rate", 1)) > 1


def of(name, **config):
    return {"class_name": name, "config": config}


LINE, PICTURE, STEPS = (8, 4), (6, 7, 4), (4, 3)
PADDING, STRIDES, DILATION = ["valid", "same"], [1, 2], [1, 2]
KINDS = [("SimpleRNN", {}), ("LSTM", {}), ("GRU", {}), ("GRU", {"reset_after": False})]
SWITCH = [False, True]


def convolutions():
    one, two = {"filters": 4, "kernel_size": 3}, {"filters": 4, "kernel_size": [3, 2]}
    yield from grid("Conv1D", LINE, one, unless=striding, padding=[*PADDING, "causal"], strides=[1, 2, 3],
                    dilation_rate=DILATION, groups=[1, 2])
    yield from grid("Conv2D", PICTURE, two, unless=striding, padding=PADDING, strides=[1, 2, [1, 2]],
                    dilation_rate=[1, 2, [1, 2]], groups=[1, 2, 4])
    yield from grid("Conv2D", PICTURE, {"filters": 5, "kernel_size": 3}, padding=PADDING, use_bias=SWITCH,
                    activation=["relu", "sigmoid"])
    for rank, name, kernel in ((1, "Conv1D", 3), (2, "Conv2D", [2, 3])):
        shape = LINE if rank == 1 else PICTURE
        more = {"padding": PADDING, "strides": STRIDES, "dilation_rate": DILATION, "depth_multiplier": [1, 2]}
        yield from grid(f"Separable{name}", shape, {"filters": 3, "kernel_size": kernel}, unless=striding, **more)
        yield from grid(f"Depthwise{name}", shape, {"kernel_size": kernel}, unless=striding, **more)
        yield from grid(f"{name}Transpose", shape, {"filters": 3, "kernel_size": kernel}, padding=PADDING,
                        unless=lambda c, rank=rank: rank == 2 and c["padding"] == "same" and c["output_padding"] == 0,
                        strides=[1, 2, 3], output_padding=[None, 0])
        for pooling in ("MaxPooling", "AveragePooling"):
            yield from grid(f"{pooling}{rank}D", shape, {}, pool_size=[2, 3], strides=[None, 1, 2], padding=PADDING)
    yield from grid("UpSampling2D", PICTURE, {"size": [2, 1]}, interpolation=["nearest", "bilinear", "bicubic"])


def recurrent():
    for name, config in KINDS:
        fixed = {"units": 3, **config}
        yield from grid(name, STEPS, fixed, return_sequences=SWITCH, go_backwards=SWITCH, use_bias=SWITCH)
        yield from grid(name, STEPS, fixed, "mask", return_sequences=SWITCH, go_backwards=SWITCH)
        yield from grid(name, STEPS, {**fixed, "unroll": True, "return_sequences": True}, "mask")
        yield from grid("Bidirectional", STEPS, {"layer": of(name, units=3, return_sequences=True, **config)}, "mask",
                        merge_mode=["concat", "sum", "mul", "ave"])
        yield from grid("Bidirectional", STEPS, {"layer": of(name, units=3, **config)}, merge_mode=["concat", "sum", "mul", "ave"])
    yield from grid("LSTM", STEPS, {"units": 3}, unit_forget_bias=SWITCH)
    for cell in (of("SimpleRNNCell", units=2), of("LSTMCell", units=2), of("GRUCell", units=2, reset_after=False),
                 [of("GRUCell", units=2), of("LSTMCell", units=3)]):
        yield from grid("RNN", STEPS, {"cell": cell}, "mask", return_sequences=SWITCH, go_backwards=SWITCH, zero_output_for_mask=[True])


def normalizing():
    for masked in ("", "mask"):
        yield from grid("BatchNormalization", STEPS, {}, masked, axis=[-1, 1] if not masked else [-1], momentum=[0.5, 0.99],
                        center=SWITCH, scale=SWITCH)
    yield from grid("LayerNormalization", STEPS, {}, axis=[-1, 1, [1, 2]], center=SWITCH, scale=SWITCH)
    yield from grid("GroupNormalization", PICTURE, {}, groups=[1, 2, -1], center=SWITCH, scale=SWITCH)
    yield from grid("UnitNormalization", STEPS, {}, axis=[-1, 1, [1, 2]])
    yield from grid("ReLU", STEPS, {}, max_value=[None, 1.0], negative_slope=[0.0, 0.2], threshold=[0.0, 0.3])
    yield from grid("PReLU", STEPS, {}, shared_axes=[None, [1], [2], [1, 2]])
    yield from grid("Embedding", (5,), {"input_dim": 6, "output_dim": 3}, "ids", mask_zero=SWITCH,
                    embeddings_regularizer=[None, "l2"], embeddings_constraint=[None, "unit_norm", "max_norm"])
    yield from grid("GlobalAveragePooling1D", STEPS, {}, "some", keepdims=SWITCH)


def examples():
    for file in ("layer_examples.json", "layer_examples_preparing.json"):
        for name, config, shape, *kind in json.loads((HERE / file).read_text("utf-8")):
            if name not in BARRED:
                yield name, config, tuple(shape[1:]), *kind


CASES = [*examples(), *convolutions(), *recurrent(), *normalizing()]
SCENARIOS = {f"layer: {name} {json.dumps(config, ensure_ascii=False)} {list(shape)}{''.join(kind)}": trained(name, config, shape, *kind)
             for name, config, shape, *kind in CASES}
