"""The engine in place of Keras: unchanged scripts that import ``keras`` or ``tensorflow.keras`` get the engine.

``keras``, ``tensorflow.keras`` and ``tensorflow.python.keras`` are equivalent. A finder on ``sys.meta_path`` provides
their modules, each of which forwards to a module of the engine; those of ``tensorflow`` itself have the names that are
listed in :mod:`engine.tensorflow.modules`. For missing names it raises an error with a hint.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any, final

from engine.errors import Problem, did_you_mean
from engine.version import KERAS, TENSORFLOW

ROOTS = ("tensorflow.python.keras", "tensorflow.keras", "tf_keras", "keras")
LAYER_MODULES = ("activation", "advanced_activations", "attention", "convolutional", "convolutional_recurrent", "core",
          "cudnn_recurrent", "embeddings", "experimental", "experimental.preprocessing", "local", "merge", "merging",
          "noise", "normalization", "pooling", "preprocessing", "recurrent", "regularization", "reshaping", "rnn",
          "wrappers")
ALIASES = {
    **{f"layers.{name}": "layers" for name in LAYER_MODULES},
    "engine": "layers", "engine.base_layer": "layers", "engine.input_layer": "layers", "engine.topology": "layers",
    "engine.sequential": "models", "engine.training": "models",
    "config": "backend.config", "random": "backend.random_functions", "callbacks.callbacks": "callbacks",
    "optimizers.legacy": "optimizers", "optimizers.experimental": "optimizers",
    "preprocessing.image_dataset": "utils", "preprocessing.text_dataset": "utils", "preprocessing.timeseries": "utils",
    **{f"utils.{name}": "utils" for name in ("data_utils", "generic_utils", "image_utils", "io_utils", "layer_utils",
                                             "vis_utils")},
}
"""Modules of Keras 1 to 3, each with the module of the engine that defines its names."""
KERAS_MODULES_OF_TENSORFLOW = frozenset({"initializers", "losses", "metrics", "optimizers"})
"""Modules of ``tensorflow`` that are Keras's, such as ``tf.losses``."""
OWN_MODULES = frozenset({"engine.engine", "engine.keras_shim", "engine.specs", "engine.tensorflow"})
"""Modules of the engine that Keras does not have."""
FUNCTIONAL_NAMES = frozenset({"Functional"})
"""Names, other than merging layers, that need a model with several inputs or branches."""


def as_keras() -> None:
    """Make ``import keras`` and ``import tensorflow`` in this process return the engine; idempotent."""
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return
    _drop_modules()
    sys.meta_path.insert(0, Finder())


def undo_as_keras() -> None:
    """Undo :func:`as_keras`; modules that were already imported stay usable."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Finder)]
    _drop_modules()


def _drop_modules() -> None:
    for name in [name for name in sys.modules if _is_shimmed(name)]:
        del sys.modules[name]


def _is_shimmed(name: str) -> bool:
    return name.partition(".")[0] in ("keras", "tensorflow", "tf_keras")


@final
class Finder(MetaPathFinder, Loader):
    """Finder and loader of the modules that replace Keras and TensorFlow."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None,
                  target: ModuleType | None = None) -> ModuleSpec | None:
        if not _is_shimmed(fullname):
            return None
        if module_for(fullname) is None and tensorflow_names(fullname) is None:
            module, _, name = fullname.rpartition(".")
            raise ImportError(missing_message(module, name), name=fullname)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return ShimModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: a module looks up its names when they are used."""


def module_for(fullname: str) -> str | None:
    """The module of the engine for a module of Keras, or None."""
    root = next((root for root in ROOTS if fullname == root or fullname.startswith(f"{root}.")), None)
    if fullname.startswith("tensorflow.") and fullname.split(".")[1] in KERAS_MODULES_OF_TENSORFLOW:
        root = "tensorflow"
    if root is None:
        return None
    subpath = ".".join(part for part in fullname[len(root) + 1:].split(".") if part not in ("src", "api"))
    name = "engine" if not subpath else f"engine.{ALIASES.get(subpath, subpath)}"
    if subpath.split(".")[0].startswith("_") or name in OWN_MODULES:
        return None
    try:
        import_module(name.rpartition(".")[0] or name)  # a package may register modules, as engine.datasets does
        return name if find_spec(name) is not None else None
    except ModuleNotFoundError:
        return None


def tensorflow_names(fullname: str) -> dict[str, Any] | None:
    """The names of a module of TensorFlow itself, or None if the engine does not have the module."""
    root, _, subpath = fullname.partition(".")
    if root != "tensorflow":
        return None
    names: dict[str, Any] | None = import_module("engine.tensorflow.modules").MODULES.get(subpath)
    return names


@final
class ShimModule(ModuleType):
    """A module with Keras's name that forwards to a module of the engine."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return TENSORFLOW if self.__name__ == "tensorflow" else KERAS
        if name == "__all__":
            return _public(self.__name__)
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        submodule = f"{self.__name__}.{name}"
        names = tensorflow_names(self.__name__)
        if names is not None and name in names:
            return names[name]
        target = module_for(self.__name__)
        if target is not None and hasattr(module := import_module(target), name):
            value = getattr(module, name)
            return value if not isinstance(value, ModuleType) else _keras_submodule(self.__name__, name, value)
        if module_for(submodule) is not None or tensorflow_names(submodule) is not None:
            return import_module(submodule)
        raise AttributeError(missing_message(self.__name__, name))

    def __dir__(self) -> list[str]:
        return sorted(_public(self.__name__))


def _keras_submodule(parent: str, name: str, module: ModuleType) -> ModuleType:
    """The module with Keras's name for a submodule of the engine, or the submodule itself if there is none."""
    submodule = f"{parent}.{name}"
    return import_module(submodule) if module_for(submodule) is not None else module


def _public(fullname: str) -> list[str]:
    target = module_for(fullname)
    if target is None:
        return ["keras", *(tensorflow_names(fullname) or ())] if fullname == "tensorflow" else [
            *(tensorflow_names(fullname) or ())]
    module = import_module(target)
    names = getattr(module, "__all__", None)
    return list(names) if names is not None else [name for name in dir(module) if not name.startswith("_")]


def missing_message(module: str, name: str) -> str:
    """The error message for a name that the engine lacks."""
    if name in FUNCTIONAL_NAMES or name in import_module("engine.layers.unsupported").NAMES or name == "applications":
        return f"{module}.{name}: {Problem((), 'only_sequential')}"
    if name == "GradientTape":
        return str(Problem((), "no_gradient_tape", {"module": module}))
    code = "not_of_tensorflow" if module_for(module) is None else "not_of_keras"
    hint = did_you_mean(name, _public(module))
    return str(Problem((), code, {"module": module, "name": name, "hint": hint}))
