"""Record the trainings of crossentropy_scenarios.py with Keras into crossentropies.json. Needs Keras 3 on TensorFlow:

    python tests/golden/record_crossentropies.py

TensorFlow is needed, as its backend computes crossentropies from the input of a softmax or sigmoid.
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
from crossentropy_scenarios import SCENARIOS, run

FILE = Path(__file__).with_name("crossentropies.json")


def recorded(name: str) -> dict[str, object]:
    keras.backend.clear_session()
    results, warned = run(keras, name)
    values = {key: [float(f"{float(value):.6g}") for value in values] for key, values in results.items()}
    return {"values": values, "warnings": warned}


def main() -> None:
    lines = [f"{json.dumps(name)}: {json.dumps(recorded(name))}" for name in SCENARIOS]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(lines)} trainings recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
