"""What Keras keeps in ``keras.utils``."""

from engine.custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from engine.utils import np_utils, vis_utils
from engine.utils.get_file import get_file
from engine.utils.numerical import normalize, to_categorical
from engine.utils.plot_model import model_to_dot, plot_model
from engine.utils.progbar import Progbar
from engine.utils.py_dataset import PyDataset
from engine.utils.py_dataset import PyDataset as Sequence
from engine.utils.seed import set_random_seed
from engine.utils.session import clear_session

__all__ = [
    "CustomObjectScope",
    "Progbar",
    "PyDataset",
    "Sequence",
    "clear_session",
    "custom_object_scope",
    "get_custom_objects",
    "get_file",
    "get_registered_name",
    "get_registered_object",
    "model_to_dot",
    "normalize",
    "np_utils",
    "plot_model",
    "register_keras_serializable",
    "set_random_seed",
    "to_categorical",
    "vis_utils",
]
