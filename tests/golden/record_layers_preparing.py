"""Record Keras's preprocessing layers for images and texts, for tests/engine/layers. Run with an interpreter that has
Keras 3 on TensorFlow:

    python tests/golden/record_layers_preparing.py [names of layers]

With names, only those are recorded, and the last two files are not written.
Reads layer_examples_preparing.json; writes layers_preparing.npz, layer_signatures_preparing.json (as record_layers.py
does), changed_pictures.npz (images under known transformations) and vocabularies.json (results of adapt) into its own
folder.
"""

import inspect
import json
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

HERE = Path(__file__).parent
WORDS = ["cat", "dog", "새", "unknown"]
TEXTS = ["A cat, a dog!", "새 CAT", "", "dog\tdog. É a 새"]
IMAGES = np.random.default_rng(5).normal(size=(3, 5, 6, 2)).astype("float32")
TRANSFORMATIONS = np.array([[-0.31, 0.12], [0.24, -0.4], [0.05, 0.33]], "float32")
ADAPTED = ["the cat sat", "the dog", "새 새 새 cat", "The end."]


def build_layer(name, config):
    config = dict(config)
    if name == "Lambda":
        config["function"] = getattr(keras.ops, config["function"])
    return getattr(keras.layers, name)(**config)


def example(kind, shape, rng):
    if kind == "numbers":
        return rng.integers(0, 5, shape)
    if kind in ("words", "texts"):
        return rng.choice(WORDS if kind == "words" else TEXTS, shape)
    return rng.normal(size=shape).astype("float32")


def record(name, config, shape, kind, number):
    rng = np.random.default_rng(number)
    x = example(kind, shape, rng)
    layer = build_layer(name, config)
    options = {"training": False} if name.startswith("Random") else {}
    y = np.asarray(layer(tf.constant(x), **options))
    found = {"x": x.astype("float32") if kind == "numbers" else x, "y": y.astype("float32"), "loss": np.zeros(())}
    found["dy"] = rng.normal(size=y.shape).astype("float32")
    found["gradient.0"] = np.zeros(x.shape, "float32")
    if x.dtype == "float32" and name != "Discretization":
        with tf.GradientTape() as tape:
            source = tf.constant(x)
            tape.watch(source)
            total = tf.reduce_sum(layer(source, **options) * found["dy"])
        found["gradient.0"] = np.asarray(tape.gradient(total, source))
    return found


def transformed_images():
    """Images under given transformations: the layers' own ones, with fixed instead of random parameters."""
    found = {"x": IMAGES, "changes": TRANSFORMATIONS}
    size = {"height": 5, "width": 6}
    for mode in ("reflect", "wrap", "constant", "nearest"):
        for interpolation in ("nearest", "bilinear"):
            options = {"fill_mode": mode, "interpolation": interpolation, "fill_value": 0.5}
            key = f"{mode}.{interpolation}"
            zero, one = np.zeros(3, "float32"), np.ones(3, "float32")
            turn = keras.layers.RandomRotation(1.0, **options)
            matrix = turn._compute_affine_matrix(0.5, 0.5, tf.constant(TRANSFORMATIONS[:, 0] * 360), zero, zero, one, zero, zero, **size)
            found[f"RandomRotation.{key}"] = turn.transform_images(IMAGES, {"rotation_matrix": matrix})
            zoom = keras.layers.RandomZoom(0.5, 0.5, **options)
            found[f"RandomZoom.{key}"] = zoom.transform_images(IMAGES, {
                "height_zoom": 1 + TRANSFORMATIONS[:, :1], "width_zoom": 1 + TRANSFORMATIONS[:, 1:], "input_shape": IMAGES.shape})
            move = keras.layers.RandomTranslation(0.5, 0.5, **options)
            found[f"RandomTranslation.{key}"] = move.transform_images(IMAGES, {
                "translations": TRANSFORMATIONS[:, ::-1] * np.array([6, 5], "float32"), "input_shape": IMAGES.shape})
    for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
        flips = np.array([True, False, True])[:, None, None, None]
        found[f"RandomFlip.{mode}"] = keras.layers.RandomFlip(mode).transform_images(IMAGES, {"flips": flips})
    factor = tf.constant(1 + TRANSFORMATIONS[:, :1, None, None])
    found["RandomContrast"] = keras.layers.RandomContrast(0.5, (-1, 1)).transform_images(
        tf.constant(IMAGES), {"contrast_factor": factor})
    return {key: np.asarray(value) for key, value in found.items()}


def vocabularies():
    """Results of adapt, and outputs after it."""
    found = []
    for config in ({}, {"max_tokens": 4}, {"output_mode": "tf_idf"}, {"ngrams": 2}, {"split": "character"},
                   {"output_mode": "multi_hot", "max_tokens": 5, "pad_to_max_tokens": True}, {"standardize": None}):
        layer = keras.layers.TextVectorization(**config)
        layer.adapt(ADAPTED)
        y = np.asarray(layer(["the cat", "새 dog unknown", ""])).tolist()
        found.append(["TextVectorization", config, ADAPTED, layer.get_vocabulary(), y])
    words = [["b", "a"], ["b", "c"], ["a", "b"]]
    for config in ({}, {"mask_token": "c"}, {"num_oov_indices": 0}, {"max_tokens": 3, "output_mode": "count"}):
        layer = keras.layers.StringLookup(**config)
        layer.adapt(words)
        found.append(["StringLookup", config, words, layer.get_vocabulary(), np.asarray(layer([["a", "b"]])).tolist()])
    numbers = [[5, -3], [5, 9], [9, 5]]
    for config in ({}, {"num_oov_indices": 3, "mask_token": 9}, {"output_mode": "tf_idf"}):
        layer = keras.layers.IntegerLookup(**config)
        layer.adapt(numbers)
        vocabulary = [int(v) for v in layer.get_vocabulary()]
        found.append(["IntegerLookup", config, numbers, vocabulary, np.asarray(layer([[5, 4, -3]])).tolist()])
    data = (np.arange(50) ** 2 % 37).astype("float32")
    for config in ({"num_bins": 4}, {"num_bins": 6, "epsilon": 0.1}):
        layer = keras.layers.Discretization(**config)
        layer.adapt(data)
        found.append(["Discretization", config, data.tolist(), layer.bin_boundaries, np.asarray(layer(data[:9])).tolist()])
    inverse = keras.layers.StringLookup(vocabulary=["a", "b"], invert=True)
    found.append(["StringLookup", {"vocabulary": ["a", "b"], "invert": True}, None, inverse.get_vocabulary(),
                  [t.decode() for t in np.asarray(inverse([0, 1, 2, 7])).tolist()]])
    return found


def signature(cls):
    """``[[name, default or "required"], …]`` of a constructor, ``**kwargs`` left out."""
    kept = [p for p in inspect.signature(cls).parameters.values() if p.kind is not p.VAR_KEYWORD]
    return [[p.name, "required" if p.default is p.empty else p.default] for p in kept]


examples = json.loads((HERE / "layer_examples_preparing.json").read_text("utf-8"))
selected = set(sys.argv[1:]) or {name for name, *_ in examples}
kept = {} if not sys.argv[1:] else np.load(HERE / "layers_preparing.npz")
arrays = {key: value for key, value in kept.items() if key.split(":")[0] not in selected}
for number, (name, config, shape, *kind) in enumerate(examples):
    if name not in selected:
        continue
    key = f"{name}:{json.dumps(config)}:{shape}"
    recorded = record(name, config, shape, kind[0] if kind else "", number)
    arrays |= {f"{key}|{what}": value for what, value in recorded.items()}
np.savez_compressed(HERE / "layers_preparing.npz", **arrays)
signatures = {} if not sys.argv[1:] else json.loads((HERE / "layer_signatures_preparing.json").read_text())
signatures |= {name: signature(getattr(keras.layers, name)) for name in selected}
lines = [f" {json.dumps(name)}: {json.dumps(signatures[name])}" for name in sorted(signatures)]
(HERE / "layer_signatures_preparing.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
if not sys.argv[1:]:
    np.savez_compressed(HERE / "changed_pictures.npz", **transformed_images())
    text = json.dumps(vocabularies(), ensure_ascii=False, separators=(",", ":"))
    (HERE / "vocabularies.json").write_text(text + "\n", "utf-8")
