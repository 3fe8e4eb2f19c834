"""Records the trainings of sequence_scenarios.py from real Keras into sequences.npz.

Run in an environment with Keras 3 and a backend: ``python tests/golden/record_sequences.py [words of names]``; with
words, only the scenarios whose names hold one of them are recorded anew; ``new`` stands for those that are not there.
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
    found = dict(np.load(FILE)) if words else {}
    for name, scenario in SCENARIOS.items():
        there = any(key.split("|")[0] == name for key in found)
        if words and not any(word in name or (word == "new" and not there) for word in words):
            continue
        keras.backend.clear_session()
        found = {key: array for key, array in found.items() if key.split("|")[0] != name}
        found |= {f"{name}|{key}": np.asarray(array, "float32") for key, array in run(keras, scenario).items()}
        np.savez_compressed(FILE, **found)
        print(name, flush=True)
    print(f"{len(SCENARIOS)} trainings recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
