"""The data sets of scikit-learn that are embedded here, for scripts that import ``sklearn.datasets`` without it.

An installed scikit-learn goes first.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, final

import numpy as np

from engine.datasets.embedded.loader import read_embedded
from engine.errors import Problem

SETS = ("iris", "wine", "digits", "breast_cancer", "diabetes")
MODULES = ("sklearn", "sklearn.datasets")


def answer_sklearn() -> None:
    """Make ``from sklearn.datasets import load_iris`` work without scikit-learn in this process; idempotent."""
    if not any(isinstance(finder, SklearnFinder) for finder in sys.meta_path):
        sys.meta_path.append(SklearnFinder())


def undo_answer_sklearn() -> None:
    """Undo :func:`answer_sklearn`; modules that were already imported stay usable."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, SklearnFinder)]
    for name in MODULES:
        if isinstance(sys.modules.get(name), SklearnModule):
            del sys.modules[name]


@final
class Bunch(dict[str, Any]):
    """A dict whose items are attributes, too, as in scikit-learn."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def load(name: str, *, return_X_y: bool = False, as_frame: bool = False) -> Any:
    """The arrays as scikit-learn gives them: ``data`` float64 ``(n, features)``, ``target``, and their names.

    return_X_y: return ``(data, target)``. as_frame: give pandas objects.
    """
    source = read_embedded(name)
    values = source.x.astype(str).astype("float64")  # 5.1, not the float32 next to it
    data: Any = values.reshape(len(values), -1)
    target: Any = source.y.astype("float64" if not source.class_names else "int64")
    result = Bunch(frame=None, feature_names=list(source.feature_names))
    if source.class_names:
        result["target_names"] = np.array(source.class_names)
    if values.ndim > 2:
        result["images"], result["target_names"] = values, np.arange(len(source.class_names))
    if as_frame:
        import pandas as pd

        data = pd.DataFrame(data, columns=result.feature_names)
        target = pd.Series(target, name="target")
        result["frame"] = pd.concat([data, target], axis=1)
    result |= {"data": data, "target": target}
    return (data, target) if return_X_y else result


@final
class SklearnFinder(MetaPathFinder, Loader):
    """SklearnFinder and loader of ``sklearn.datasets``, asked only for what nobody else has."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None,
                  target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname in MODULES:
            return ModuleSpec(fullname, self, is_package=True)
        if fullname.startswith("sklearn.") and isinstance(sys.modules["sklearn"], SklearnModule):
            raise ModuleNotFoundError(missing_message(fullname), name=fullname)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return SklearnModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: a module looks up its names when they are used."""


@final
class SklearnModule(ModuleType):
    """``sklearn`` or ``sklearn.datasets`` with the loaders of embedded sets."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if self.__name__ == "sklearn.datasets" and name.removeprefix("load_") in SETS and name.startswith("load_"):
            return partial(load, name.removeprefix("load_"))
        raise AttributeError(missing_message(f"{self.__name__}.{name}"))


def missing_message(name: str) -> str:
    """The error message for a name of scikit-learn that is not here."""
    return str(Problem((), "not_of_sklearn", {"name": name, "loaders": ", ".join(f"load_{each}" for each in SETS)}))
