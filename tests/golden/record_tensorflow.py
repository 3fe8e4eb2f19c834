"""Record the results of TensorFlow's functions, for the calls of tensorflow_calls.txt, in tensorflow.npz.

Run with an interpreter that has TensorFlow: ``python tests/golden/record_tensorflow.py``.
"""

from pathlib import Path

import numpy as np
import tensorflow as tf
from ops_calls import evaluate, leaves

HERE = Path(__file__).parent


def main() -> None:
    recorded = {}
    names = {name: getattr(tf, name) for name in dir(tf)}
    for text in (HERE / "tensorflow_calls.txt").read_text("utf-8").splitlines():
        try:
            value = evaluate(text, names)
        except Exception as error:  # any refusal of TensorFlow
            print(f"{text}: {str(error).splitlines()[0][:90]}")
            continue
        recorded |= {f"{text}|{i}": np.asarray(leaf) for i, leaf in enumerate(leaves(value))}
    np.savez_compressed(HERE / "tensorflow.npz", **recorded)
    print(f"{len(recorded)} results recorded from TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main()
