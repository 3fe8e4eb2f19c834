"""The engine in place of Keras: a script that imports ``keras`` or ``tensorflow.keras`` gets the engine, unchanged.

``keras``, ``tensorflow.keras`` and ``tensorflow.python.keras`` are one and the same. Their modules are found by a
finder on ``sys.meta_path``; each hands on the names of a module of the engine. What is not there is said in a sentence.
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
LAYERS = ("activation", "advanced_activations", "attention", "convolutional", "convolutional_recurrent", "core",
          "cudnn_recurrent", "embeddings", "experimental", "experimental.preprocessing", "local", "merge", "merging",
          "noise", "normalization", "pooling", "preprocessing", "recurrent", "regularization", "reshaping", "rnn",
          "wrappers")
ELSEWHERE = {
    **{f"layers.{name}": "layers" for name in LAYERS},
    "engine": "layers", "engine.base_layer": "layers", "engine.input_layer": "layers", "engine.topology": "layers",
    "engine.sequential": "models", "engine.training": "models",
    "config": "backend.config", "random": "backend.draws", "callbacks.callbacks": "callbacks",
    "optimizers.legacy": "optimizers", "optimizers.experimental": "optimizers",
    "preprocessing.image_dataset": "utils", "preprocessing.text_dataset": "utils", "preprocessing.timeseries": "utils",
    **{f"utils.{name}": "utils" for name in ("data_utils", "generic_utils", "image_utils", "io_utils", "layer_utils",
                                             "vis_utils")},
}
"""Modules of Keras 1 to 3 whose names are kept in another module of the engine."""
DTYPES = frozenset({"bool", "float16", "float32", "float64", "int32", "int64", "string", "uint8"})
"""Names of types that ``tensorflow`` has; here each is its name."""
SEVERAL = frozenset({"Functional"})
"""Names, beside those of the layers that join inputs, that need a model of several inputs or branches."""


def as_keras() -> None:
    """From now on, ``import keras`` and ``import tensorflow`` in this process give the engine; twice is as once."""
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return
    _forget()
    sys.meta_path.insert(0, Finder())


def as_before() -> None:
    """Undo :func:`as_keras`; what was imported under its name stays usable where it is."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Finder)]
    _forget()


def _forget() -> None:
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in ("keras", "tensorflow", "tf_keras")


@final
class Finder(MetaPathFinder, Loader):
    """Finds and makes the modules that stand in for Keras and TensorFlow."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None,
                  target: ModuleType | None = None) -> ModuleSpec | None:
        if not _is_ours(fullname):
            return None
        if module_for(fullname) is None and fullname not in ("tensorflow", "tensorflow.python", "tensorflow.random"):
            module, _, name = fullname.rpartition(".")
            raise ImportError(missing(module, name), name=fullname)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing has to be run: a module hands on names when they are asked for."""


def module_for(fullname: str) -> str | None:
    """The module of the engine that a module of Keras stands for, or None."""
    root = next((root for root in ROOTS if fullname == root or fullname.startswith(f"{root}.")), None)
    if root is None:
        return None
    rest = ".".join(part for part in fullname[len(root) + 1:].split(".") if part not in ("src", "api"))
    name = "engine" if not rest else f"engine.{ELSEWHERE.get(rest, rest)}"
    if rest.split(".")[0].startswith("_") or name in ("engine.engine", "engine.keras_shim", "engine.specs"):
        return None
    try:
        import_module(name.rpartition(".")[0] or name)  # a package may register modules, as engine.datasets does
        return name if find_spec(name) is not None else None
    except ModuleNotFoundError:
        return None


@final
class StandIn(ModuleType):
    """A module under Keras's name that hands on the names of a module of the engine."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return TENSORFLOW if self.__name__ == "tensorflow" else KERAS
        if name == "__all__":
            return _public(self.__name__)
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if self.__name__ == "tensorflow.random" and name == "set_seed":
            return import_module("engine.utils.seed").seed_models
        if self.__name__ == "tensorflow" and name in DTYPES:
            return name
        target = module_for(self.__name__)
        if target is not None and hasattr(module := import_module(target), name):
            found = getattr(module, name)
            return found if not isinstance(found, ModuleType) else _under(self.__name__, name, found)
        inner = f"{self.__name__}.{name}"
        if module_for(inner) is not None or inner in ("tensorflow.random", "tensorflow.python"):
            return import_module(inner)
        raise AttributeError(missing(self.__name__, name))

    def __dir__(self) -> list[str]:
        return sorted(_public(self.__name__))


def _under(parent: str, name: str, found: ModuleType) -> ModuleType:
    """A module within a module, under Keras's name too where it has one."""
    inner = f"{parent}.{name}"
    return import_module(inner) if module_for(inner) is not None else found


def _public(fullname: str) -> list[str]:
    target = module_for(fullname)
    if target is None:
        return ["keras"]
    module = import_module(target)
    names = getattr(module, "__all__", None)
    return list(names) if names is not None else [name for name in dir(module) if not name.startswith("_")]


def missing(module: str, name: str) -> str:
    """The sentence for a name that Keras may have and the engine has not."""
    if name in SEVERAL or name in import_module("engine.layers.unsupported").NAMES or name == "applications":
        return f"{module}.{name}: {Problem((), 'only_sequential')}"
    code = "not_of_tensorflow" if module_for(module) is None else "not_of_keras"
    hint = did_you_mean(name, _public(module)) if code == "not_of_keras" else ""
    return str(Problem((), code, {"module": module, "name": name, "hint": hint}))
