"""All compiled functions below engine.kernels; imported by the scripts that tests run in processes of their own."""

from importlib import import_module
from pkgutil import walk_packages

from numba.core.dispatcher import Dispatcher

import engine.kernels


def list_dispatchers():
    """Pairs of name and dispatcher."""
    names = [module.name for module in walk_packages(engine.kernels.__path__, "engine.kernels.")]
    return [(f"{name}.{key}", value) for name in names for key, value in vars(import_module(name)).items()
            if isinstance(value, Dispatcher) and value.py_func.__module__ == name]


def list_signatures():
    """Pairs of name and argument types, for each compiled signature of this process."""
    return {(name, str(types)) for name, dispatcher in list_dispatchers() for types in dispatcher.signatures}
