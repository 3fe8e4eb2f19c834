"""The data sets of ``keras.datasets``, downloaded once into Keras's cache, and NSMC in the same form."""
