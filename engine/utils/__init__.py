"""What Keras keeps in ``keras.utils``."""

from engine.custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from engine.utils import np_utils
from engine.utils.numerical import normalize, to_categorical
from engine.utils.progbar import Progbar
from engine.utils.seed import set_random_seed
from engine.utils.session import clear_session

__all__ = [
    "CustomObjectScope", "Progbar", "clear_session", "custom_object_scope", "get_custom_objects", "get_registered_name",
    "get_registered_object", "normalize", "np_utils", "register_keras_serializable", "set_random_seed",
    "to_categorical",
]
