"""ImageLayer: base of the image layers; handles both data formats."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.layers.base import Layer
from engine.layers.shape_checks import require_rank
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


class ImageLayer(Layer, ABC):
    """``y = transform(x)`` for x ``(batch, height, width, channels)``, or ``(batch, channels, height, width)``."""

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    call_arguments: ClassVar[tuple[str, ...]] = ("data", "training")

    data_format: str | None = None
    """A hyperparameter of most subclasses; None is ``channels_last``."""

    @property
    def channels_first(self) -> bool:
        return self.data_format == "channels_first"

    def check_input(self, input_shape: Shape) -> None:
        require_rank(self, input_shape, 4)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        y, cache = self.transform(np.moveaxis(x, 1, -1) if self.channels_first else x, context)
        return (np.moveaxis(y, -1, 1) if self.channels_first else y), cache

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        dx = self.transform_gradient(np.moveaxis(dy, 1, -1) if self.channels_first else dy, cache)
        return (np.moveaxis(dx, -1, 1) if self.channels_first else dx), {}

    @abstractmethod
    def transform(self, x: Array, context: CallContext) -> tuple[Array, Any]:
        """Return ``(y, cache)``; x and y have their channels last."""

    @abstractmethod
    def transform_gradient(self, dy: Array, cache: Any) -> Array:
        """Return ``dx``; dy and dx have their channels last."""

    def resized_shape(self, input_shape: Shape, height: int, width: int) -> Shape:
        """The output shape of a layer whose output images have this height and width."""
        batch, *rest = input_shape
        return (batch, rest[0], height, width) if self.channels_first else (batch, height, width, rest[2])
