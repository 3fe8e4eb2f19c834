"""Where Keras 2 kept these functions; many a tutorial still writes ``np_utils.to_categorical``."""

from engine.utils.numerical import normalize, to_categorical

__all__ = ["normalize", "to_categorical"]
