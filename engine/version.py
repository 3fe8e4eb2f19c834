"""The versions of Keras and TensorFlow whose interface the engine implements, for saved files and ``__version__``."""

KERAS = "3.15.1"
TENSORFLOW = "2.21.0"
