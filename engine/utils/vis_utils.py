"""Where Keras 2 kept these functions; tutorials still write ``from keras.utils.vis_utils import plot_model``."""

from engine.utils.plot_model import model_to_dot, plot_model

__all__ = ["model_to_dot", "plot_model"]
