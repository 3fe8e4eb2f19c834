"""Calls of ``keras.ops`` for record_ops.py and tests/engine/ops: values and dtypes are compared with Keras's.

Those of ops_calls.txt, one a line, and simple ones of many functions. F, I, B, W: arrays of float32, int32, bool and float64.
"""

from pathlib import Path

import numpy as np

rng = np.random.default_rng(8)
F = rng.normal(size=(3, 4)).astype("float32")
P = rng.uniform(0.1, 0.9, (3, 4)).astype("float32")
I = np.array([[3, -1, 2, 0], [1, 1, -4, 5], [2, 7, 0, -3]], "int32")  # noqa: E741
L = I.astype("int64")
U = np.abs(I).astype("uint8")
B = F > 0
W = np.round(F, 1).astype("float64")
H = F.astype("float16")
N = np.array([[1.0, np.nan, 2.0], [np.inf, -np.inf, 0.5]], "float32")
C = rng.normal(size=(2, 3, 4)).astype("float32")
T = np.eye(4, dtype="float32")[[1, 0, 3]]
Z = np.array([-1.0, 0.0, 4.0], "float32")

UNARY = [
    "abs", "absolute", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "cbrt", "ceil", "copy", "cos",
    "cosh", "deg2rad", "erf", "exp", "exp2", "expm1", "floor", "isfinite", "isinf", "isnan", "log", "log10", "log1p",
    "log2", "logical_not", "nan_to_num", "negative", "rad2deg", "reciprocal", "round", "rsqrt", "sign", "sin", "sinh",
    "sqrt", "square", "tan", "tanh", "trunc", "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "gelu", "silu",
    "swish", "sigmoid", "log_sigmoid", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "tanh_shrink",
    "hard_shrink", "soft_shrink", "softplus", "softsign", "squareplus", "sparse_plus", "sparse_sigmoid", "softmax",
    "log_softmax", "glu", "zeros_like", "ones_like", "convert_to_tensor", "array", "convert_to_numpy", "stop_gradient",
]
REDUCING = ["sum", "mean", "prod", "max", "min", "amax", "amin", "std", "var", "any", "all", "argmax", "argmin", "median",
            "logsumexp", "count_nonzero", "cumsum", "cumprod", "average", "ptp"]
BINARY = ["add", "subtract", "multiply", "divide", "true_divide", "divide_no_nan", "floor_divide", "mod", "power", "maximum",
          "minimum", "equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "logaddexp", "hypot",
          "arctan2", "logical_and", "logical_or", "logical_xor", "isclose"]
VALUES = ["F", "I", "L", "U", "B", "W", "2", "0.5", "True", "[1, 2, 3]", "[0.5, 1.5]", "[1, 2.5]"]
PAIRS = ["F, F", "F, 2", "I, 2", "I, 0.5", "L, 0.5", "U, 2", "I, F", "L, F", "F, W", "I, W", "B, 2", "B, 0.5", "B, I",
         "U, I", "I, L", "2, 3", "2, 0.5", "H, F", "H, 0.5", "I, [1, 2, 3, 4]", "L, [0.5, 1.5, 2.5, 3.5]", "3, F"]
INTEGERS_FAIL = {"softmax", "log_softmax", "glu", "average", "soft_shrink"}
BARRED = {
    **dict.fromkeys(("cbrt(L)", "deg2rad(L)", "rad2deg(L)", "hypot(I, L)"), "float64, as no other function of int64"),
    **dict.fromkeys(("mod(U, 2)", "mod(H, 0.5)", "hypot(H, 0.5)", "arctan2(H, 0.5)", "logaddexp(H, 0.5)"),
                    "another dtype than with other functions of two arrays"),
}
"""Calls for which Keras breaks its own rule for dtypes."""
OTHERS = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()


def texts() -> list[str]:
    """The calls, each as an expression in which the operations are names."""
    singles = [f"{name}({value})" for name in UNARY for value in VALUES if value in ("F", "W") or name not in INTEGERS_FAIL]
    reductions = [f"{name}({value})" for name in REDUCING for value in VALUES if value in ("F", "W") or name not in INTEGERS_FAIL]
    pairs = [f"{name}({pair})" for name in BINARY for pair in PAIRS]
    return [text for text in (*singles, *reductions, *pairs, *OTHERS) if text not in BARRED]


def leaves(value: object) -> list[object]:
    """The arrays of a result, which may be a list of arrays."""
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list | tuple) else [value]


def evaluate(text: str, operations: dict[str, object]) -> object:
    """The value of a call, with these operations."""
    arrays = {name: value for name, value in globals().items() if len(name) == 1}
    return eval(text, {"np": np, **arrays, **operations})
