"""Record the behaviour of Keras's callbacks, and its training from generators, into callbacks.json.

Run in an environment with Keras 3 and a backend: ``python tests/golden/record_callbacks.py [words of names]``; with
words, only scenarios whose names contain one of them. Tests read the file and run the same scenarios.
"""

import json
import sys
from pathlib import Path

import keras
from callback_scenarios import SCENARIOS
from stream_scenarios import SCENARIOS as STREAMS

FILE = Path(__file__).with_name("callbacks.json")


def main() -> None:
    words = sys.argv[1:]
    recorded = json.loads(FILE.read_text("utf-8")) if words else {}
    for name, scenario in {**SCENARIOS, **STREAMS}.items():
        if words and not any(word in name for word in words):
            continue
        keras.backend.clear_session()
        recorded[name] = scenario(keras)
        print(name, flush=True)
    FILE.write_text(json.dumps(recorded, ensure_ascii=False).replace("]], [[", "]],\n [["), "utf-8")
    print(f"{len(recorded)} scenarios recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
