"""Keras 2's ``keras.utils.vis_utils``, which many tutorials still use."""

from engine.utils.plot_model import model_to_dot, plot_model

__all__ = ["model_to_dot", "plot_model"]
