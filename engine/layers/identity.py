"""Identity: passes its input on unchanged, as a placeholder in a stack."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable
from engine.layers.base import Layer
from engine.random import INFERENCE, CallContext
from engine.typing import Array


@final
@configurable
class Identity(Layer):
    """``y = x``

    x, y: any shape. No weights; a mask of the input's time steps is passed on.

    Backward: ``dx = dy``. Source: Keras 3, ``layers.Identity``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"
    supports_masking: ClassVar[bool] = True

    @property
    def returns_input(self) -> bool:
        return True

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return x, None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return dy, {}
