"""Save and load models: ``.keras``, ``.weights.h5`` and Keras 2's ``.h5`` files, and JSON configs. No code is saved.

The modules are imported on first use, so that a program that only trains does not import h5py.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)

if TYPE_CHECKING:
    from engine.saving.files import load_model as load_model
    from engine.saving.files import load_weights as load_weights
    from engine.saving.files import save_model as save_model
    from engine.saving.files import save_weights as save_weights
    from engine.saving.structure import deserialize_keras_object as deserialize_keras_object
    from engine.serialization import serialize as serialize_keras_object

LAZY = {"load_model": "files", "load_weights": "files", "save_model": "files", "save_weights": "files",
         "deserialize_keras_object": "structure", "serialize_keras_object": "structure"}

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "load_model",
    "load_weights",
    "register_keras_serializable",
    "save_model",
    "save_weights",
    "serialize_keras_object",
]


def __getattr__(name: str) -> Any:
    if name in LAZY:
        return getattr(import_module(f"{__name__}.{LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
