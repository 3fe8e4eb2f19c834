"""What can be asked of a model beside training it: its config, and to be written to files and read from them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from engine.errors import fail
from engine.training.trainer import Trainer


class Model(Trainer, ABC):
    """Base of :class:`Sequential`, which is the only kind of model here.

    ``keras.Model(inputs, outputs)``, and a class that derives from ``keras.Model``, are a problem that says so.
    """

    def __new__(cls, *_: Any, **__: Any) -> "Model":
        if cls is Model:
            raise fail("only_sequential")
        return super().__new__(cls)

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if Model in cls.__bases__ and not cls.__module__.startswith("engine."):
            raise fail("only_sequential")

    @abstractmethod
    def summary(self) -> None:
        """Print what the model is made of."""

    def add_loss(self, *_: Any, **__: Any) -> None:
        """A problem: a loss is said to ``compile``, a price on an output to ``activity_regularizer``."""
        raise fail("no_added_loss", "add_loss", owner=self.name)

    def add_metric(self, *_: Any, **__: Any) -> None:
        """A problem: metrics are said to ``compile``."""
        raise fail("no_added_metric", "add_metric", owner=self.name)

    # --- configs ----------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Name and layers as plain data; ``from_config`` makes an equal model with fresh weights."""
        from engine.saving.structure import model_config

        return model_config(self)

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """A model from what ``get_config`` returned."""
        from engine.saving.structure import model_from_config

        return model_from_config({"class_name": "Sequential", "config": config}, custom_objects)

    def to_json(self, **more: Any) -> str:
        """The config, with what the model was compiled with, as JSON; more: for ``json.dumps``."""
        from engine.saving.structure import to_json

        return to_json(self, **more)

    def get_build_config(self) -> dict[str, Any] | None:
        """For what input the model was built."""
        shape = getattr(self, "input_shape", None)
        return {"input_shape": list(shape)} if shape and getattr(self, "built", False) else None

    def get_compile_config(self) -> dict[str, Any]:
        """What ``compile`` was told, as plain data; empty for a model that is not compiled."""
        from engine.saving.compiling import compile_config

        return compile_config(self)

    def compile_from_config(self, config: Mapping[str, Any]) -> None:
        """Compile with what ``get_compile_config`` returned."""
        from engine.saving.compiling import compile_from

        compile_from(self, config)

    # --- files ------------------------------------------------------------------------------------------------

    def save(self, filepath: Any, overwrite: bool = True, include_optimizer: bool = True,
             save_format: str | None = None) -> None:
        """Write the whole model: layers, weights, what it was compiled with, and what the optimizer remembers.

        filepath: ending in ``.keras``, or in ``.h5`` for the format of Keras 2. save_format: follows from that.
        """
        from engine.saving.files import save_model

        save_model(self, filepath, overwrite, include_optimizer=include_optimizer, save_format=save_format)

    def save_weights(self, filepath: Any, overwrite: bool = True, save_format: str | None = None) -> None:
        """Write the weights alone. filepath: ending in ``.weights.h5``, or in ``.h5`` for the format of Keras 2."""
        from engine.saving.files import save_weights

        save_weights(self, filepath, overwrite)

    def load_weights(self, filepath: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
        """Take the weights from a file. by_name: of the layers that bear the same name, in a file of Keras 2's format.

        skip_mismatch: leave out layers whose weights have another shape, with a warning.
        """
        from engine.saving.files import load_weights

        load_weights(self, filepath, by_name=by_name, skip_mismatch=skip_mismatch)
