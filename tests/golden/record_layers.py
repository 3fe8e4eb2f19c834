"""Record Keras's layers for tests/engine/layers. Run with an interpreter that has Keras 3 on TensorFlow:

    python tests/golden/record_layers.py [names of layers]

With names, only those are recorded. Writes layers.npz (for every line of layer_examples.json: input, weights, outputs,
gradients, losses) and layer_signatures.json (the constructor of every class in the examples) into its own folder.
"""

import inspect
import json
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

HERE = Path(__file__).parent
STEPS = 3


def build_layer(config):
    """Build a nested layer or cell from its config, or a list of them from a list."""
    if isinstance(config, list):
        return [build_layer(item) for item in config]
    return getattr(keras.layers, config["class_name"])(**config["config"])


def layer_with_random_weights(cls, config, x, rng):
    """Build a layer with weights drawn from rng; returns the layer and its weights."""
    layer = cls(**{name: build_layer(value) if name == "cell" or name.endswith("layer") else value for name, value in config.items()})
    layer.build(x.shape)
    weights = [rng.uniform(0.5, 1.5, w.shape).astype(w.dtype) for w in layer.get_weights()]
    layer.set_weights(weights)
    if hasattr(layer, "finalize_state"):
        layer.finalize_state()
    return layer, weights


def run(layer, x, dy, training, mask):
    """Output, loss of the layer, and gradients of ``Σ y · dy + loss`` with respect to x and every trainable weight."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        mask_argument = {} if mask is None else {"mask": mask}
        takes_training = "training" in inspect.signature(layer.call).parameters
        y = layer(x, training=training, **mask_argument) if takes_training else layer(x, **mask_argument)
        loss = sum(layer.losses) + 0.0
        total = tf.reduce_sum(y * dy) + loss
    variables = [v.value for v in layer.trainable_variables]
    found = tape.gradient(total, [x, *variables], unconnected_gradients="zero")
    return y, loss, [tf.convert_to_tensor(gradient) for gradient in found]


def record(name, config, shape, number, kind=""):
    """Arrays by name for one example. TensorFlow has no channels-first convolution on a CPU: channels-last is transposed."""
    rng = np.random.default_rng(number)
    x = rng.normal(size=shape).astype("float32")
    if kind == "ids":
        x = rng.integers(0, config["input_dim"], shape).astype("float32") + np.float32(0.5)
    mask = tf.constant(np.random.default_rng(7).random(shape[:2]) < 0.6) if kind == "mask" else None
    if name == "InputLayer":
        return {"x": x, "y": x, "dy": x, "loss": np.zeros(()), "gradient.0": x}
    if "Conv" not in name or config.get("data_format") != "channels_first":
        return record_calls(name, config, x, rng, mask)
    found = record_calls(name, {**config, "data_format": "channels_last"}, np.moveaxis(x, 1, -1), rng)
    as_data = {"x", "y", "dy", "gradient.0", "training.y", "training.gradient.0"}
    return {key: np.moveaxis(value, -1, 1) if key in as_data else value for key, value in found.items()}


def record_calls(name, config, x, rng, mask=None):
    """Record outputs and gradients of the layer for x, in inference and in training."""
    cls = getattr(keras.layers, name)
    layer, weights = layer_with_random_weights(cls, config, x, rng)
    found = {"x": x, **{f"weight.{i}": w for i, w in enumerate(weights)}}
    dy = rng.normal(size=layer.compute_output_shape(x.shape)).astype("float32")
    y, loss, gradients = run(layer, tf.constant(x), tf.constant(dy), training=False, mask=mask)
    found |= {"dy": dy, "y": y, "loss": loss, **{f"gradient.{i}": g for i, g in enumerate(gradients)}}
    if not any(getattr(layer, name, None) for name in ("seed_generator", "dropout", "recurrent_dropout")):
        for _ in range(STEPS):
            y, _, gradients = run(layer, tf.constant(x), tf.constant(dy), training=True, mask=mask)
        found |= {"training.y": y, **{f"training.gradient.{i}": g for i, g in enumerate(gradients)}}
        found |= {f"training.weight.{i}": w for i, w in enumerate(layer.get_weights())}
    return {key: np.asarray(value) for key, value in found.items()}


def signature(cls):
    """``[[name, default or "required"], …]`` of a constructor, ``**kwargs`` left out."""
    parameters = [p for p in inspect.signature(cls).parameters.values() if p.kind is not p.VAR_KEYWORD]
    return [[p.name, "required" if p.default is p.empty else p.default] for p in parameters]


examples = json.loads((HERE / "layer_examples.json").read_text())
selected = set(sys.argv[1:]) or {name for name, *_ in examples}
parameters = {} if not sys.argv[1:] else np.load(HERE / "layers.npz")
arrays = {key: value for key, value in parameters.items() if key.split(":")[0] not in selected}
for number, (name, config, shape, *kind) in enumerate(examples):
    if name not in selected:
        continue
    key = f"{name}:{json.dumps(config)}:{shape}"
    arrays |= {f"{key}|{what}": value for what, value in record(name, config, shape, number, *kind).items()}
np.savez_compressed(HERE / "layers.npz", **arrays)
signatures = {} if not sys.argv[1:] else json.loads((HERE / "layer_signatures.json").read_text())
signatures |= {name: signature(getattr(keras.layers, name)) for name in (sys.argv[1:] or [*selected, "Input"])}
lines = [f" {json.dumps(name)}: {json.dumps(signatures[name])}" for name in sorted(signatures)]
(HERE / "layer_signatures.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
