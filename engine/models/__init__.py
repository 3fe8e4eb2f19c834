"""Models: Sequential, and functions that save, load and clone models; imported lazily, at first access."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.models.model import Model as Model
    from engine.models.sequential import Sequential as Sequential
    from engine.saving.files import load_model as load_model
    from engine.saving.files import save_model as save_model
    from engine.saving.structure import clone_model as clone_model
    from engine.saving.structure import model_from_config as model_from_config
    from engine.saving.structure import model_from_json as model_from_json

LAZY_IMPORTS = {
    "Model": "engine.models.model",
    "Sequential": "engine.models.sequential",
    "clone_model": "engine.saving.structure",
    "load_model": "engine.saving.files",
    "model_from_config": "engine.saving.structure",
    "model_from_json": "engine.saving.structure",
    "save_model": "engine.saving.files",
}

__all__ = ["Model", "Sequential", "clone_model", "load_model", "model_from_config", "model_from_json", "save_model"]


def __getattr__(name: str) -> Any:
    if name in LAZY_IMPORTS:
        return getattr(import_module(LAZY_IMPORTS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
