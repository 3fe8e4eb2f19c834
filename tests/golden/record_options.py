"""Records the losses of option_layers.py, option_parts.py and option_training.py from real Keras into options.npz.

Run once with Keras 3 on torch, which is quick and convolves with channels first on a CPU, and once on TensorFlow for the
rest: ``KERAS_BACKEND=torch python tests/golden/record_options.py [words of names]``; with words, only the scenarios whose
names hold one of them are recorded anew. Tests only read the file.
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
                 "LayerNormalization", "AveragePooling")
"""What torch has not (strings, an axis) or computes otherwise: rows of words one by one, a restart rounded away, zeros
around a picture that are counted."""
BY_TORCH = "Adamax"
"""Of words too: TensorFlow's maximum of rows with several gradients is none of Adamax's."""
FILE = Path(__file__).with_name("options.npz")
SCENARIOS = {**option_layers.SCENARIOS, **option_parts.SCENARIOS, **option_training.SCENARIOS}


def main() -> None:
    words = sys.argv[1:] or [""]
    found = {}
    if FILE.exists():
        stored = np.load(FILE)
        found = {name: row for name, row in zip(stored["names"].tolist(), stored["losses"], strict=True) if name in SCENARIOS}
    for name, scenario in SCENARIOS.items():
        tensorflow = any(word in name for word in BY_TENSORFLOW) and BY_TORCH not in name
        here = tensorflow == (keras.backend.backend() == "tensorflow")
        if here and any(word in name for word in words):
            keras.backend.clear_session()
            found[name] = losses(keras, scenario, keras.ops.convert_to_tensor)
            print(name, found[name][[0, -1]], flush=True)
    kept = [name for name in SCENARIOS if name in found]
    np.savez_compressed(FILE, names=np.array(kept), losses=np.array([found[name] for name in kept], "float32"))
    print(f"{len(kept)} of {len(SCENARIOS)} trainings recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
