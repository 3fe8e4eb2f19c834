"""The versions of Keras and TensorFlow that the engine speaks: what its files say, and what a script is told."""

KERAS = "3.15.1"
TENSORFLOW = "2.21.0"
