"""Keras 2's ``keras.utils.np_utils``, which many tutorials still use."""

from engine.utils.numerical import normalize, to_categorical

__all__ = ["normalize", "to_categorical"]
