"""The parts of ``tensorflow`` that scripts around Sequential models and their own losses use, on :mod:`engine.ops`.

:data:`engine.tensorflow.modules.MODULES` lists the names of each module; :mod:`engine.keras_shim` provides them.
"""
