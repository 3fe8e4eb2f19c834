"""Record files saved by Keras, with the predictions of their models and the losses of further training.

Run with an interpreter that has Keras 3 on TensorFlow: ``python tests/golden/record_saved.py [names of scenarios]``;
with names, only those are recorded. If tf_keras (Keras 2)
can be imported too, its files are recorded as well. Everything is stored in saved.npz: files as bytes, by
``keras3|scenario|file name``, and arrays by ``keras3|scenario|predictions`` and ``…|losses``. Tests only read it.
"""

import sys
import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from saving_scenarios import SCENARIOS, VOCABULARIES, small, trained

FILE = Path(__file__).with_name("saved.npz")


def record(model, x, y, names):
    """Files and predictions of a trained model, and the losses of further training."""
    x = tf.constant(x) if x.dtype == object else x
    trained(model, x, y)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            save = model.save_weights if "weights" in name else model.save
            save(f"{folder}/{name}")
            found[name] = np.frombuffer(Path(folder, name).read_bytes(), "uint8")
    found["predictions"] = model.predict(x, verbose=0)
    found["losses"] = np.asarray(trained(model, x, y))
    return found


def keras_2_scenarios(k):
    yield from ((name, SCENARIOS[name]) for name in ("dense", "frozen", "convolutional", "recurrent", "adamax"))
    _, x, y = SCENARIOS["sgd"]
    yield "adam", (lambda k: small(k, k.optimizers.Adam(0.01)), x, y)
    yield "legacy_adam", (lambda k: small(k, k.optimizers.legacy.Adam(0.01)), x, y)
    yield "legacy_rmsprop", (lambda k: small(k, k.optimizers.legacy.RMSprop(0.01, momentum=0.3)), x, y)


def main() -> None:
    selected = sys.argv[1:]
    recorded = dict(np.load(FILE)) if selected else {}
    for name, (make, x, y) in {**SCENARIOS, **VOCABULARIES}.items():
        if selected and name not in selected:
            continue
        keras.utils.clear_session()
        every_kind = name in ("dense", "recurrent", "cells", "nested", "distributed")
        files = ["model.keras", *(["model.h5", "model.weights.h5"] if every_kind else [])]
        recorded |= {f"keras3|{name}|{key}": value for key, value in record(make(keras), x, y, files).items()}
    try:
        if selected:
            raise ImportError
        import tf_keras
    except ImportError:
        print("Keras 2 is not here: its files stay as they are")
        recorded |= {key: value for key, value in np.load(FILE).items() if key.startswith("keras2|")}
    else:
        for name, (make, x, y) in keras_2_scenarios(tf_keras):
            tf_keras.backend.clear_session()
            files = ["model.h5", "weights.h5"] if name in ("dense", "recurrent") else ["model.h5"]
            recorded |= {f"keras2|{name}|{key}": value for key, value in record(make(tf_keras), x, y, files).items()}
    np.savez_compressed(FILE, **recorded)
    print(f"{len(recorded)} files and arrays recorded from Keras {keras.__version__}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
