"""Record the printed output and return values of Keras's Sequential into models.json.

Run in an environment with Keras 3 and a backend: ``python tests/golden/record_models.py [words of names]``; with
words, only scenarios whose names contain one of them. Tests read the file and run the same scenarios.
"""

import json
import sys
from pathlib import Path

import keras
from model_scenarios import SCENARIOS
from nested_scenarios import SCENARIOS as NESTED
from print_scenarios import SCENARIOS as PRINTING

FILE = Path(__file__).with_name("models.json")


def main() -> None:
    words = sys.argv[1:]
    recorded = json.loads(FILE.read_text("utf-8")) if words else {}
    for name, scenario in {**SCENARIOS, **PRINTING, **NESTED}.items():
        if words and not any(word in name for word in words):
            continue
        keras.backend.clear_session()
        recorded[name] = scenario(keras)
        print(name, flush=True)
    FILE.write_text(json.dumps(recorded, indent=1, ensure_ascii=False), "utf-8")
    print(f"{len(recorded)} scenarios recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
