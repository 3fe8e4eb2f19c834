"""The functions and classes of ``keras.utils``."""

from importlib import import_module
from typing import Any

from engine.custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from engine.utils import np_utils, vis_utils
from engine.utils.clear_session import clear_session
from engine.utils.get_file import get_file
from engine.utils.numerical import normalize, to_categorical
from engine.utils.pad_sequences import pad_sequences
from engine.utils.plot_model import model_to_dot, plot_model
from engine.utils.progbar import Progbar
from engine.utils.py_dataset import PyDataset
from engine.utils.py_dataset import PyDataset as Sequence
from engine.utils.seed import set_random_seed
from engine.utils.text_dataset import text_dataset_from_directory
from engine.utils.timeseries_dataset import timeseries_dataset_from_array

IMAGE_FUNCTIONS = {
    "array_to_img": "preprocessing.image_files", "img_to_array": "preprocessing.image_files",
    "load_img": "preprocessing.image_files", "save_img": "preprocessing.image_files",
    "image_dataset_from_directory": "utils.image_dataset",
}  # fmt: skip
"""Imported on first access: they need Pillow."""
SAVING_FUNCTIONS = {"deserialize_keras_object": "saving.structure", "serialize_keras_object": "saving.structure"}
"""Imported on first access: they need all layers."""

__all__ = [  # noqa: PLE0604  (all of them are strings)
    "CustomObjectScope", "Progbar", "PyDataset", "Sequence", "clear_session", "custom_object_scope",
    "get_custom_objects", "get_file", "get_registered_name", "get_registered_object", "model_to_dot", "normalize",
    "np_utils", "pad_sequences", "plot_model", "register_keras_serializable", "set_random_seed",
    "text_dataset_from_directory", "timeseries_dataset_from_array", "to_categorical", "vis_utils",
    *IMAGE_FUNCTIONS, *SAVING_FUNCTIONS,
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in (modules := {**IMAGE_FUNCTIONS, **SAVING_FUNCTIONS}):
        return getattr(import_module(f"engine.{modules[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
