"""The versions of Keras and TensorFlow whose interface the engine has: in its files, and as ``__version__``."""

KERAS = "3.15.1"
TENSORFLOW = "2.21.0"
