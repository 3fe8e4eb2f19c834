"""Model: a Trainer that can also be serialized to a config and saved to files."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from engine.errors import fail
from engine.overrides import is_own, refuse_hooks
from engine.training.trainer import Trainer


class Model(Trainer, ABC):
    """Base of :class:`Sequential`, the only kind of model here.

    ``keras.Model(inputs, outputs)`` and subclasses of ``keras.Model`` raise an error that says so.
    """

    def __new__(cls, *_: Any, **__: Any) -> "Model":
        if cls is Model:
            raise fail("only_sequential")
        return super().__new__(cls)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if Model in cls.__bases__ and not cls.__module__.startswith("engine."):
            raise fail("only_sequential")
        refuse_hooks(cls, "model")

    @abstractmethod
    def summary(self) -> None:
        """Print the layers, output shapes and numbers of parameters."""

    def add_loss(self, *_: Any, **__: Any) -> None:
        """Not supported: losses go to ``compile``, penalties on an output to ``activity_regularizer``."""
        raise fail("no_added_loss", "add_loss", owner=self.name)

    def add_metric(self, *_: Any, **__: Any) -> None:
        """Not supported: metrics go to ``compile``."""
        raise fail("no_added_metric", "add_metric", owner=self.name)

    # --- configs ----------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Name and layers as plain data; ``from_config`` creates an equal model with new weights."""
        from engine.saving.structure import model_config

        return model_config(self)

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """Create a model from the result of ``get_config``."""
        from engine.saving.structure import model_from_config

        objects = {**(custom_objects or {}), **({cls.__name__: cls} if is_own(cls) else {})}
        return model_from_config({"class_name": cls.__name__, "config": config}, objects)

    def to_json(self, **kwargs: Any) -> str:
        """The config, including the arguments of ``compile``, as JSON. kwargs: of ``json.dumps``."""
        from engine.saving.structure import to_json

        return to_json(self, **kwargs)

    def get_build_config(self) -> dict[str, Any] | None:
        """The input shape that the model was built for; None if it is not built."""
        shape = getattr(self, "input_shape", None)
        return {"input_shape": list(shape)} if shape and getattr(self, "built", False) else None

    def get_compile_config(self) -> dict[str, Any]:
        """The arguments of ``compile`` as plain data; empty for a model that is not compiled."""
        from engine.saving.compiling import compile_config

        return compile_config(self)

    def compile_from_config(self, config: Mapping[str, Any]) -> None:
        """Compile with the result of ``get_compile_config``."""
        from engine.saving.compiling import compile_from

        compile_from(self, config)

    # --- files ------------------------------------------------------------------------------------------------

    def save(self, filepath: Any, overwrite: bool = True, include_optimizer: bool = True,
             save_format: str | None = None) -> None:
        """Write the whole model: layers, weights, arguments of ``compile``, and the optimizer's state.

        filepath: the ending decides the format: ``.keras``, or ``.h5`` for the format of Keras 2. save_format: an
        argument of Keras 2; ``"tf"`` is rejected, other values have no effect.
        """
        from engine.saving.files import save_model

        save_model(self, filepath, overwrite, include_optimizer=include_optimizer, save_format=save_format)

    def save_weights(self, filepath: Any, overwrite: bool = True, save_format: str | None = None) -> None:
        """Write only the weights. filepath: ending in ``.weights.h5``, or in ``.h5`` for the format of Keras 2."""
        from engine.saving.files import save_weights

        save_weights(self, filepath, overwrite)

    def load_weights(self, filepath: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
        """Load the weights from a file. by_name: into layers of the same name, from a file in the format of Keras 2.

        skip_mismatch: skip layers whose weights have another shape, with a warning.
        """
        from engine.saving.files import load_weights

        load_weights(self, filepath, by_name=by_name, skip_mismatch=skip_mismatch)
