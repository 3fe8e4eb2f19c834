"""Record how Keras's layers take the arguments of a call, for tests/engine/layers/test_calls.py. Run with an interpreter
that has Keras 3 on TensorFlow:

    python tests/golden/record_calls.py

For the first example of each class in layer_examples.json and layer_examples_preparing.json writes into calls.json the
arguments of ``call`` with their defaults, and for every way of calling in CALLS the output of a layer whose weights are
all 0.5, or the name of the error. Random outputs are replaced by "random".
"""

import inspect
import json
from pathlib import Path

import keras
import numpy as np

HERE = Path(__file__).parent
CALLS = ("x", "x, mask", "x, mask=mask", "x, mask=ones", "x, mask=wide", "x, mask=short", "x, training=False",
         "x, training=True", "x, training=None", "x, True", "x, initial_state=state", "x, state", "x, unknown=1",
         "inputs=x", "", "mask=mask")
RANDOM = {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout"}


def build_layer(config):
    """Build a nested layer or cell from its config."""
    return getattr(keras.layers, config["class_name"])(**config["config"])


def make_layer(name, config, shape=None):
    """Create the layer of an example; for an input shape build it, with all weights 0.5."""
    config = {key: build_layer(value) if key == "cell" or key.endswith("layer") else value for key, value in config.items()}
    if name == "Lambda":
        config["function"] = getattr(keras.ops, config["function"])
    layer = getattr(keras.layers, name)(**config)
    if shape is None:
        return layer
    layer.build(tuple(shape))
    layer.set_weights([np.full(w.shape, 0.5) for w in layer.get_weights()])
    if hasattr(layer, "finalize_state"):
        layer.finalize_state()
    return layer


def arguments(name, x, call):
    """The positional and keyword arguments of a way of calling. States are those of two units."""
    count = 2 if "LSTM" in name else 1
    mask = np.arange(np.prod(x.shape[:2])).reshape(x.shape[:2]) % 3 > 0
    values = {"x": x, "mask": mask, "ones": np.ones(x.shape[:2], bool),
              "wide": np.arange(x.size).reshape(x.shape) % 4 > 0, "short": np.ones(len(x), bool),
              "state": [np.full((len(x), 2), 0.5, "float32")] * count}
    return eval(f"(lambda *args, **kwargs: (args, kwargs))({call})", {}, values)


def record(name, config, x, call):
    keras.utils.set_random_seed(0)
    layer = make_layer(name, config, x.shape)
    args, kwargs = arguments(json.dumps([name, config]), x, call)
    try:
        y = layer(*args, **kwargs)
    except Exception as error:
        return type(error).__name__
    if name.startswith("Random") or name in RANDOM:
        return "as x" if y.shape == x.shape and np.array_equal(y, x) else "random"
    return np.round(np.asarray(y, "float64"), 5).tolist() if not isinstance(y, (list, tuple)) else len(y)


def example(shape, kind, config):
    rng = np.random.default_rng(3)
    if kind == "ids":
        return rng.integers(0, config["input_dim"], shape)
    return rng.integers(0, 4, shape) if kind == "numbers" else np.round(rng.normal(size=shape), 2).astype("float32")


examples = [line for file in ("layer_examples.json", "layer_examples_preparing.json")
            for line in json.loads((HERE / file).read_text("utf-8"))]
firsts = {}
for name, config, shape, *kind in examples:
    if name != "InputLayer" and kind not in (["words"], ["texts"]) and name != "TextVectorization":
        firsts.setdefault(name, [name, config, shape, kind[0] if kind else ""])
lines = []
for name, config, shape, kind in firsts.values():
    parameters = list(inspect.signature(getattr(keras.layers, name).call).parameters.values())[1:]
    signature = [[p.name, None if p.default is p.empty else p.default] for p in parameters]
    x = example(shape, "numbers" if name == "CategoryEncoding" else kind, config)
    results = {call: record(name, config, x, call) for call in CALLS}
    for call, result in results.items():
        if call != "x" and result == results["x"]:
            results[call] = "as x alone"
    lines.append(" " + json.dumps({"layer": name, "config": config, "kind": kind, "x": x.tolist(), "arguments": signature,
                                  "supports_masking": make_layer(name, config).supports_masking, "calls": results}))
(HERE / "calls.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
