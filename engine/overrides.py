"""Which methods of Keras a learner's class overrides: they are called, or the class is refused by name."""

from collections.abc import Mapping
from typing import Any

from engine.errors import fail

REFUSED: Mapping[str, Mapping[str, str]] = {
    "metric": {
        "reset_states": "reset_state", "stateless_update_state": "update_state", "stateless_result": "result",
        "stateless_reset_state": "reset_state", "merge_state": "update_state",
    },
    "optimizer": {
        "minimize": "apply", "compute_gradients": "apply_gradients", "get_gradients": "apply_gradients",
        "get_updates": "update_step", "stateless_apply": "apply", "finalize_variable_values": "apply",
        "scale_loss": "apply", "_resource_apply_dense": "update_step", "_resource_apply_sparse": "update_step",
        "_create_slots": "build", "save_own_variables": "get_config", "load_own_variables": "build",
    },
    "layer": {
        "compute_output_spec": "compute_output_shape", "stateless_call": "call", "quantize": "call",
        "symbolic_call": "call", "build_from_config": "build", "save_own_variables": "get_config",
        "load_own_variables": "build", "quantized_call": "call", "quantized_build": "build",
        "rematerialized_call": "call",
    },
    "model": {
        "make_train_function": "train_step", "make_test_function": "test_step",
        "make_predict_function": "predict_step", "compute_gradients": "compute_loss", "compute_metrics": "train_step",
        "get_metrics_result": "train_step", "reset_metrics": "metrics", "compute_mask": "call",
        "compute_output_shape": "call", "compute_output_spec": "call", "stateless_call": "call",
        "stateless_compute_loss": "compute_loss", "build_from_config": "build", "quantize": "call",
        "save_own_variables": "get_config", "load_own_variables": "build",
    },
}
"""By kind: methods of Keras's classes that are never called here, each with the method to override instead."""


def is_own(cls: type[Any]) -> bool:
    """Whether a class is a learner's, not one of the engine."""
    return cls.__module__.partition(".")[0] != "engine"


def overrides(cls: type[Any], *names: str) -> bool:
    """Whether a class of the learner among ``cls`` and its bases defines one of these names."""
    return any(_is_overridden(cls, name) for name in names)


def _is_overridden(cls: type[Any], name: str) -> bool:
    base = next((base for base in cls.__mro__ if name in vars(base)), object)
    value = vars(base).get(name)
    return is_own(base) and base is not object and not str(getattr(value, "__module__", "")).startswith("engine.")


def engine_class(cls: Any) -> Any:
    """The class of the engine from which a learner's class is derived; the class itself if it is the engine's."""
    return next(base for base in cls.__mro__ if not is_own(base))


def refuse_hooks(cls: type[Any], kind: str) -> None:
    """Make every construction of a learner's class fail if it overrides a method that is never called here.

    The error names the class, the method and the one to override instead.
    """
    for hook, instead in REFUSED.get(kind, {}).items():
        if _is_overridden(cls, hook):
            _refuse(cls, hook, instead)
            return


def _refuse(cls: Any, hook: str, instead: str) -> None:
    def __new__(cls: type[Any], *_: Any, **__: Any) -> Any:  # noqa: N807  (the constructor of the class)
        raise fail("hook_not_called", hook, name=cls.__name__, hook=hook, instead=instead)

    cls.__new__ = __new__
