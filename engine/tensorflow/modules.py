"""The names of each module of ``tensorflow`` that the engine has, with the functions behind them."""

import builtins
import logging
from inspect import isfunction
from typing import Any

import numpy as np

from engine import ops
from engine.backend.tensor import Tensor
from engine.tensorflow import (
    array_functions,
    math_functions,
    nn_functions,
    random_sampling,
    runtime_settings,
)
from engine.utils.seed import seed_models
from engine.version import TENSORFLOW

DTYPES = ("bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "string", "uint8", "uint16",
          "uint32", "uint64")
"""Dtypes, each of which is replaced by its name: ``tf.float32`` is ``"float32"``."""


def _functions(module: Any) -> dict[str, Any]:
    """The public functions that a module defines."""
    return {name: value for name, value in vars(module).items()
            if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")}


def _operations(names: str, **renamed: str) -> dict[str, Any]:
    """Operations of Keras whose arguments have the order of TensorFlow's. renamed: TensorFlow's name = Keras's."""
    return {**{name: getattr(ops, name) for name in names.split()},
            **{name: getattr(ops, keras_name) for name, keras_name in renamed.items()}}


ARRAYS = _functions(array_functions)
ARRAYS |= {"Variable": ARRAYS.pop("variable"), "range": ARRAYS.pop("value_range"), "shape": ARRAYS.pop("shape_of"),
           "slice": ARRAYS.pop("slice_of")}
MATH = {
    **_functions(math_functions),
    **_operations(
        "abs add subtract multiply divide maximum minimum square sqrt rsqrt exp expm1 log log1p sin cos tan sinh cosh "
        "tanh sigmoid sign floor ceil round equal not_equal greater greater_equal less less_equal logical_and "
        "logical_or logical_not logical_xor softplus softsign cumprod divide_no_nan bincount erf reciprocal",
        pow="power", negative="negative", mod="mod", floormod="mod", floordiv="floor_divide", truediv="divide",
        is_nan="isnan", is_inf="isinf", is_finite="isfinite", acos="arccos", asin="arcsin", atan="arctan",
        atan2="arctan2", log_sigmoid="log_sigmoid"),
    "l2_normalize": nn_functions.l2_normalize,
}
NN = {
    **_functions(nn_functions),
    **_operations("relu relu6 elu selu silu swish sigmoid softplus softsign tanh log_sigmoid"),
    "in_top_k": math_functions.in_top_k, "top_k": math_functions.top_k,
}
RANDOM = {**_functions(random_sampling), "set_seed": seed_models}
SETTINGS = dict.fromkeys(runtime_settings.SETTINGS, runtime_settings.accept)
DEVICES = {
    **SETTINGS, "list_physical_devices": runtime_settings.list_physical_devices,
    "list_logical_devices": runtime_settings.list_physical_devices,
    "get_visible_devices": runtime_settings.list_physical_devices,
    "LogicalDeviceConfiguration": runtime_settings.accept, "VirtualDeviceConfiguration": runtime_settings.accept,
}
ROOT = {
    **ARRAYS,
    **{name: MATH[name] for name in MATH if name not in (
        "reduce_std", "reduce_variance", "count_nonzero", "confusion_matrix", "top_k", "in_top_k", "l2_normalize",
        "log_sigmoid", "softplus", "softsign", "expm1", "log1p", "log", "rsqrt", "ceil", "cumprod", "divide_no_nan",
        "bincount", "erf", "reciprocal", "floordiv", "is_nan", "is_inf", "is_finite", "logical_xor")},
    **_operations("zeros ones zeros_like ones_like einsum meshgrid broadcast_to stop_gradient is_tensor searchsorted "
                  "cond while_loop vectorized_map", identity="copy", map_fn="map"),
    **{name: getattr(runtime_settings, name) for name in (
        "device", "executing_eagerly", "function", "get_logger")},
    **dict(zip(DTYPES, DTYPES, strict=True)), "half": "float16", "double": "float64",
    "newaxis": None, "Tensor": Tensor | np.ndarray, "print": builtins.print, "set_random_seed": seed_models,
}
V1 = {**ROOT, **SETTINGS, "ConfigProto": runtime_settings.make_options, "GPUOptions": runtime_settings.make_options}
LOGGING = {**SETTINGS, "DEBUG": logging.DEBUG, "ERROR": logging.ERROR, "FATAL": logging.FATAL, "INFO": logging.INFO,
           "WARN": logging.WARNING}

MODULES: dict[str, dict[str, Any]] = {
    "": ROOT,
    "math": MATH,
    "nn": NN,
    "random": RANDOM,
    "linalg": {name: MATH[name] for name in ("matmul", "norm", "tensordot")} | {
        **_operations("diag trace cross", diag_part="diagonal"), "eye": ARRAYS["eye"],
        "l2_normalize": nn_functions.l2_normalize},
    "dtypes": {**dict(zip(DTYPES, DTYPES, strict=True)), "cast": math_functions.cast},
    "config": DEVICES,
    "config.experimental": DEVICES,
    "config.optimizer": SETTINGS,
    "config.threading": SETTINGS,
    "test": {name: getattr(runtime_settings, name) for name in ("gpu_device_name", "is_gpu_available")} | {
        "is_built_with_cuda": runtime_settings.is_gpu_available},
    "autograph": SETTINGS,
    "compat": {},
    "compat.v1": V1,
    "compat.v1.random": V1,
    "compat.v1.logging": LOGGING,
    "logging": LOGGING,
    "debugging": {"set_log_device_placement": runtime_settings.accept},
    "python": {},
    "python.client": {},
    "python.client.device_lib": {"list_local_devices": runtime_settings.list_physical_devices},
    "version": {"VERSION": TENSORFLOW},
}
"""The names of each module, whose path is given without ``tensorflow.``; ``keras`` is provided besides."""
