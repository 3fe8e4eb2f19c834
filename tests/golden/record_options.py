"""Record the losses of option_layers.py, option_parts.py and option_training.py with Keras into options.npz.

Run once with Keras 3 on torch, which is fast and has channels-first convolutions on a CPU, and once on TensorFlow for the
rest: ``KERAS_BACKEND=torch python tests/golden/record_options.py [words of names]``; with words, only scenarios whose
names contain one of them are recorded. Tests only read the file.
"""

import sys
from pathlib import Path

import keras
import numpy as np
import option_layers
import option_parts
import option_training
from update_scenarios import losses

BY_TENSORFLOW = ("of words", "Embedding", "Lookup", "Vectorization", "Hashing", "interpolation", "Restarts",
                 "LayerNormalization", "AveragePooling", "layer: Identity", "RandomBrightness", "RandomCrop")
"""Scenarios that torch does not support (strings, an axis), or computes differently: sparse updates row by row, rounding
of a restart, average pooling that counts padded zeros; and layers that came later, which need no second backend."""
BY_TORCH = "Adamax"
"""Also with word indices: TensorFlow's maximum over rows with several gradients differs from Adamax's formula."""
FILE = Path(__file__).with_name("options.npz")
SCENARIOS = {**option_layers.SCENARIOS, **option_parts.SCENARIOS, **option_training.SCENARIOS}


def main() -> None:
    words = sys.argv[1:] or [""]
    recorded = {}
    if FILE.exists():
        stored = np.load(FILE)
        recorded = {name: row for name, row in zip(stored["names"].tolist(), stored["losses"], strict=True) if name in SCENARIOS}
    for name, scenario in SCENARIOS.items():
        tensorflow = any(word in name for word in BY_TENSORFLOW) and BY_TORCH not in name
        uses_this_backend = tensorflow == (keras.backend.backend() == "tensorflow")
        if uses_this_backend and any(word in name for word in words):
            keras.backend.clear_session()
            recorded[name] = losses(keras, scenario, keras.ops.convert_to_tensor)
            print(name, recorded[name][[0, -1]], flush=True)
    names = [name for name in SCENARIOS if name in recorded]
    np.savez_compressed(FILE, names=np.array(names), losses=np.array([recorded[name] for name in names], "float32"))
    print(f"{len(names)} of {len(SCENARIOS)} trainings recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
