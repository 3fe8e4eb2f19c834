"""Record the training runs of sequence_scenarios.py with Keras into sequences.npz.

Run in an environment with Keras 3 and a backend: ``python tests/golden/record_sequences.py [words of names]``; with
words, only scenarios whose names contain one of them are recorded; ``new`` selects those not recorded yet.
Tests only read the file.
"""

import sys
from pathlib import Path

import keras
import numpy as np
from sequence_scenarios import SCENARIOS, run

FILE = Path(__file__).with_name("sequences.npz")


def main() -> None:
    words = sys.argv[1:]
    arrays = dict(np.load(FILE)) if words else {}
    for name, scenario in SCENARIOS.items():
        is_recorded = any(key.split("|")[0] == name for key in arrays)
        if words and not any(word in name or (word == "new" and not is_recorded) for word in words):
            continue
        keras.backend.clear_session()
        arrays = {key: array for key, array in arrays.items() if key.split("|")[0] != name}
        arrays |= {f"{name}|{key}": np.asarray(array, "float32") for key, array in run(keras, scenario).items()}
        np.savez_compressed(FILE, **arrays)
        print(name, flush=True)
    print(f"{len(SCENARIOS)} trainings recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
