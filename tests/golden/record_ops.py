"""Record the results of the calls of ops_calls.py, and the signatures of keras.ops, in ops.npz and ops_signatures.json.

Run with an interpreter that has Keras 3 on TensorFlow: ``python tests/golden/record_ops.py``. A call that Keras refuses
is left out.
"""

import inspect
import json
from pathlib import Path

import keras
import numpy as np
from ops_calls import evaluate, leaves, texts

HERE = Path(__file__).parent
OPERATIONS = {name: getattr(keras.ops, name) for name in dir(keras.ops) if callable(getattr(keras.ops, name))}


def main() -> None:
    recorded = {}
    for text in texts():
        try:
            value = evaluate(text, OPERATIONS)
        except Exception as error:  # any refusal of Keras
            print(f"{text}: {str(error).splitlines()[0][:80]}")
            continue
        recorded |= {f"{text}|{i}": np.asarray(leaf) for i, leaf in enumerate(leaves(value))}
    np.savez_compressed(HERE / "ops.npz", **recorded)
    signatures = {name: [[p.name, "required" if p.default is p.empty else repr(p.default)]
                         for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
                  for name, function in OPERATIONS.items() if not inspect.isclass(function)}
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(signatures[name])}" for name in sorted(signatures))
    (HERE / "ops_signatures.json").write_text(f"{{\n{lines}\n}}\n", "utf-8")
    print(f"{len(recorded)} results recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
