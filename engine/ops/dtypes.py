"""The dtypes of operations, by Keras 3's rules: Python numbers take the dtype of the arrays beside them.

A Python float alone is float32, an int int32; an integer beside a float gives that float's dtype, and never float64, as
NumPy would have it. Arrays keep their dtype. A traced Tensor keeps its dtype in any company.
"""

from typing import Any

import numpy as np

from engine.backend import stack
from engine.backend.config import floatx
from engine.backend.elementwise import cast
from engine.backend.tensor import Tensor
from engine.backend.trained_weights import refuse_trained

PYTHON_NUMBERS = {bool: "bool", int: "int32", float: "float32"}


def convert(x: Any, dtype: Any = None) -> Any:
    """Convert an array-like to an array, or to a Tensor if it is one, or a list with one."""
    if isinstance(x, Tensor):
        return x if dtype is None else cast(x, dtype)
    if isinstance(x, list | tuple) and has_tensor(x):
        return convert(stack([convert(item) for item in x]), dtype)
    refuse_trained(x)
    array = np.asarray(x)
    if dtype is None and isinstance(x, bool | int | float | list | tuple) and not isinstance(x, np.generic):
        dtype = dtype_of_items(x, array)
    return array if dtype is None else array.astype(dtype, copy=False)


def has_tensor(x: Any) -> bool:
    """Whether an argument is a Tensor, or a list in which there is one."""
    return isinstance(x, Tensor) or (isinstance(x, list | tuple) and any(map(has_tensor, x)))


def dtype_of_items(x: Any, array: "np.ndarray[Any, Any]") -> Any:
    """The dtype of Python numbers, or of a list of them and of arrays; None for the dtype that NumPy finds."""
    while isinstance(x, list | tuple) and x:
        x = x[0]
    if hasattr(x, "dtype"):
        return None
    return {"f": floatx(), "i": "int32", "b": "bool"}.get(array.dtype.kind)


def as_float(x: Any) -> Any:
    """Convert to floats: integers and booleans become float32, other dtypes stay."""
    x = convert(x)
    return x if x.dtype.kind not in "iub" else cast(x, floatx())


def result_type(*values: Any) -> "np.dtype[Any]":
    """The dtype of the result of an operation on these values, of which Python numbers count least."""
    kinds = [type(x) for x in values if type(x) in PYTHON_NUMBERS]
    dtypes = [convert(x).dtype for x in values if type(x) not in PYTHON_NUMBERS]
    floats = [dtype for dtype in dtypes if dtype.kind == "f"]
    if floats:
        return np.result_type(*floats)
    if float in kinds:
        return np.dtype(floatx())
    if not dtypes:
        return np.dtype("int32" if int in kinds else "bool")
    dtype = np.result_type(*dtypes)
    if dtype.kind == "b" and int in kinds:
        return np.dtype("int32")
    return np.dtype(floatx()) if dtype.kind == "f" else dtype


def promote(*values: Any) -> list[Any]:
    """Convert the arguments of an operation to one dtype, that of its result."""
    tensors = [x for x in values if isinstance(x, Tensor)]
    dtype = tensors[0].dtype if tensors else result_type(*values)
    return [convert(x) if isinstance(x, Tensor) else convert(x).astype(dtype, copy=False) for x in values]


def promote_floats(*values: Any) -> list[Any]:
    """Convert the arguments of an operation whose result is a float to one float dtype."""
    return promote(*values, 1.0)[:-1]
