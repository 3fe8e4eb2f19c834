"""Record the outputs of Keras's activations, regularizers and constraints in parts.npz.

Run in an environment with Keras 3 and a backend: ``python tests/golden/record_parts.py``.
"""

from pathlib import Path

import keras
import numpy as np
from keras import activations, constraints, ops, regularizers

GRID = np.concatenate([np.linspace(-12, 12, 97), [-30, -3, -1, -0.5, 0.5, 1, 3, 6, 30, 1e-3, -1e-3]]).astype("float32")
ROWS = np.random.default_rng(7).normal(0, 2, (6, 8)).astype("float32")

ELEMENTWISE = [
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu",
    "linear", "log_sigmoid", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softplus", "softsign",
    "sparse_plus", "sparse_sigmoid", "squareplus", "tanh", "tanh_shrink",
]
ALONG_AN_AXIS = ["glu", "log_softmax", "softmax"]  # not sparsemax: up to 3.15 Keras computes a wrong threshold
CONFIGURED = {
    "celu": [{"alpha": 0.5}],
    "elu": [{"alpha": 0.3}],
    "gelu": [{"approximate": True}],
    "glu": [{"axis": 0}],
    "hard_shrink": [{"threshold": 2.0}],
    "leaky_relu": [{"negative_slope": 0.05}],
    "log_softmax": [{"axis": 0}],
    "relu": [
        {"negative_slope": 0.1},
        {"max_value": 6.0},
        {"max_value": 5.0, "negative_slope": 0.25},
        {"threshold": 1.0},
        {"threshold": 1.0, "negative_slope": 0.1, "max_value": 4.0},
        {"threshold": -1.0},
        {"threshold": -1.0, "max_value": 4.0},
    ],
    "soft_shrink": [{"threshold": 2.0}],
    "softmax": [{"axis": 0}],
    "squareplus": [{"b": 1.5}],
    "threshold": [{"threshold": 0.5, "default_value": -2.0}],
}


def main() -> None:
    recorded = {"grid": GRID, "rows": ROWS}
    for name in [*ELEMENTWISE, *ALONG_AN_AXIS, "threshold"]:
        x = ROWS if name in ALONG_AN_AXIS else GRID
        for config in [*([] if name == "threshold" else [{}]), *CONFIGURED.get(name, [])]:
            recorded[f"activation|{name}|{config!r}"] = ops.convert_to_numpy(getattr(activations, name)(x, **config))
    for name, config in [
        ("L1", {}), ("L1", {"l1": 0.3}), ("L2", {}), ("L2", {"l2": 0.3}),
        ("L1L2", {}), ("L1L2", {"l1": 0.2, "l2": 0.1}),
        ("OrthogonalRegularizer", {}), ("OrthogonalRegularizer", {"factor": 0.5, "mode": "columns"}),
    ]:
        penalty = getattr(regularizers, name)(**config)(ops.convert_to_tensor(ROWS))
        recorded[f"regularizer|{name}|{config!r}"] = ops.convert_to_numpy(penalty)
    for name, config in [
        ("MaxNorm", {}), ("MaxNorm", {"max_value": 1.5, "axis": 1}), ("NonNeg", {}), ("UnitNorm", {}),
        ("UnitNorm", {"axis": (0, 1)}), ("MinMaxNorm", {}),
        ("MinMaxNorm", {"min_value": 4.0, "max_value": 5.0, "rate": 0.5, "axis": 1}),
    ]:
        projected = getattr(constraints, name)(**config)(ROWS)
        recorded[f"constraint|{name}|{config!r}"] = ops.convert_to_numpy(projected)
    path = Path(__file__).with_name("parts.npz")
    np.savez_compressed(path, **recorded)
    print(f"{len(recorded)} arrays recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
