"""Settings of TensorFlow's runtime: they are accepted and change nothing, as the engine runs eagerly and on no GPU."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS = frozenset({
    "disable_eager_execution", "disable_v2_behavior", "enable_eager_execution", "enable_op_determinism",
    "enable_tensor_float_32_execution", "enable_v2_behavior", "experimental_run_functions_eagerly",
    "global_variables_initializer",
    "reset_default_graph", "run_functions_eagerly", "set_inter_op_parallelism_threads",
    "set_intra_op_parallelism_threads", "set_jit", "set_logical_device_configuration", "set_memory_growth",
    "set_soft_device_placement", "set_verbosity", "set_virtual_device_configuration", "set_visible_devices",
})  # fmt: skip
"""Functions that may be called with any arguments, and do nothing."""


class PhysicalDevice(NamedTuple):
    """A device of ``tf.config.list_physical_devices``."""

    name: str
    device_type: str


def accept(*args: Any, **kwargs: Any) -> None:
    """Do nothing: the setting has no effect here."""


def make_options(**options: Any) -> SimpleNamespace:
    """The options of a session of TensorFlow 1; they can be set, and change nothing."""
    return SimpleNamespace(**{"gpu_options": SimpleNamespace(), **options})


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of a type, or all: one processor, and no GPU."""
    device = PhysicalDevice("/physical_device:CPU:0", "CPU")
    return [device] if device_type in (None, "CPU") else []


def device(device_name: str) -> AbstractContextManager[None]:
    """A context without effect: everything runs on the processor."""
    return nullcontext()


def function(func: F | None = None, **kwargs: Any) -> Any:
    """``tf.function``, a decorator with or without arguments: the function itself, as execution is eager."""
    return func if func is not None else lambda decorated: decorated


def executing_eagerly() -> bool:
    """Always True."""
    return True


def is_gpu_available(*args: Any, **kwargs: Any) -> bool:
    """Always False."""
    return False


def gpu_device_name() -> str:
    """An empty string: there is no GPU."""
    return ""


def get_logger() -> logging.Logger:
    """TensorFlow's logger, to which nothing is written."""
    return logging.getLogger("tensorflow")
