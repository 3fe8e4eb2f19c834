"""What Keras keeps in ``keras.utils``."""

from engine.utils import np_utils
from engine.utils.numerical import normalize, to_categorical
from engine.utils.progbar import Progbar
from engine.utils.py_dataset import PyDataset
from engine.utils.py_dataset import PyDataset as Sequence
from engine.utils.seed import set_random_seed
from engine.utils.session import clear_session

__all__ = ["Progbar", "PyDataset", "Sequence", "clear_session", "normalize", "np_utils", "set_random_seed",
           "to_categorical"]
