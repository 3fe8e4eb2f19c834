"""Record how Keras names the weights of its layers, for tests/engine/layers/test_weights.py. Run with an interpreter that
has Keras 3 on TensorFlow:

    python tests/golden/record_weights.py

Builds the layers of layer_examples.json and layer_examples_preparing.json and writes layer_weights.json: for each layer
its class, arguments and input shape, and for every weight its name, path, shape, dtype, whether it is trainable, and the
attributes through which it is reached, such as ``kernel`` or ``forward_layer.cell.kernel``. An attribute that a layer
has, but that is None for these arguments (``bias`` without ``use_bias``), is recorded too.
"""

import json
from pathlib import Path

import keras

HERE = Path(__file__).parent
ATTRIBUTES = {"kernel", "bias", "recurrent_kernel", "depthwise_kernel", "pointwise_kernel", "gamma", "beta", "embeddings"}


def build_layer(config):
    """Build a nested layer or cell from its config, or a list of them from a list."""
    if isinstance(config, list):
        return [build_layer(item) for item in config]
    return getattr(keras.layers, config["class_name"])(**{
        name: build_layer(value) if name == "cells" else value for name, value in config["config"].items()})


def make_layer(name, config):
    """Create the layer of an example."""
    config = {key: build_layer(value) if key == "cell" or key.endswith("layer") else value for key, value in config.items()}
    if name == "Lambda":
        config["function"] = getattr(keras.ops, config["function"])
    return getattr(keras.layers, name)(**config)


def attributes(owner, prefix=""):
    """Yield ``(path, value)`` of the public attributes of a layer and of the layers and cells in it."""
    for name in dir(owner):
        if name.startswith("_"):
            continue
        try:
            value = getattr(owner, name)
        except Exception:
            continue
        if isinstance(value, keras.Variable) or (value is None and name in ATTRIBUTES):
            yield prefix + name, value
        elif isinstance(value, keras.layers.Layer) and value is not owner:
            yield from attributes(value, f"{prefix}{name}.")
        elif name == "cells":
            for index, cell in enumerate(value):
                yield from attributes(cell, f"{prefix}cells[{index}].")


def record(name, config, shape):
    keras.utils.clear_session()  # automatic names begin anew
    layer = make_layer(name, config)
    layer.build(tuple(shape))
    reachable = list(attributes(layer))
    weights = [[w.name, w.path.removeprefix(f"{layer.name}/"), list(w.shape), w.dtype, w.trainable,
                sorted({path for path, value in reachable if value is w})] for w in layer.weights]
    absent = sorted({path for path, value in reachable if value is None})
    return {"layer": name, "config": config, "shape": shape, "weights": weights, "none": absent}


lines = []
for file in ("layer_examples.json", "layer_examples_preparing.json"):
    for name, config, shape, *kind in json.loads((HERE / file).read_text("utf-8")):
        if name == "InputLayer" or kind == ["texts"]:
            continue
        recorded = record(name, config, shape)
        if recorded["weights"] or recorded["none"]:
            lines.append(" " + json.dumps(recorded, ensure_ascii=False))
lines.append(" " + json.dumps(record("Normalization", {}, [4, 3])))
(HERE / "layer_weights.json").write_text("[\n" + ",\n".join(dict.fromkeys(lines)) + "\n]\n", "utf-8")
