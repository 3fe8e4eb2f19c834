"""InputLayer: declares the shape of the data; the first layer of a stack."""

from dataclasses import field
from typing import Any, ClassVar, final

from engine.errors import fail
from engine.hyperparameters import choice, configurable, declare, integer
from engine.layers.base import Layer
from engine.limits import MAX_BATCH_SIZE
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.validators import BatchShape


@final
@configurable
class InputLayer(Layer):
    """``y = x``

    x, y: ``(batch_size, *shape)``; None is a variable length. No weights. Backward: ``dx = dy``.
    Source: Keras 3, ``layers.InputLayer``.
    """

    family: ClassVar[str] = "data"
    form: ClassVar[str] = "ribs"
    only = {"sparse": None, "ragged": None, "input_tensor": None, "optional": False}

    shape: Shape | None = declare(BatchShape(), default=None)
    dtype: str | None = choice("float32", "float64", "float16", "int32", "int64", "uint8", "bool", "string",
                               default=None, kw_only=True)
    batch_size: int | None = integer(1, MAX_BATCH_SIZE, default=None)

    batch_input_shape: Shape | None = field(default=None, init=False, repr=False)
    """Computed from ``shape`` and ``batch_size``, to which :meth:`accept` converts an argument of this name."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.shape is None:
            raise fail("required", "shape", argument="shape")
        self.batch_input_shape = (self.batch_size, *self.shape)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Convert ``batch_shape``, ``input_shape`` and ``batch_input_shape`` to ``shape`` and ``batch_size``."""
        arguments = {name: value for name, value in arguments.items() if value is not None}
        size = arguments.pop("batch_size", None)
        for name, keras2_name in (("shape", "input_shape"), ("batch_shape", "batch_input_shape")):
            if name in arguments:
                arguments[keras2_name] = arguments.pop(name)
        arguments = super().accept(arguments)
        if "batch_input_shape" in arguments:
            batch_shape = BatchShape().check("batch_shape", arguments.pop("batch_input_shape"))
            arguments["shape"], size = batch_shape[1:], size or batch_shape[0]
        return {**arguments, "batch_size": size}

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Raises a ProblemError: a layer called on an Input (the functional API) is not supported."""
        raise fail("symbolic_call", "inputs", name=self.name)

    def get_config(self) -> dict[str, Any]:
        return {"batch_shape": list(self.batch_input_shape or ()), "dtype": self.compute_dtype, "sparse": False,
                "ragged": False, "name": self.name, "optional": False}

    def check_input(self, input_shape: Shape) -> None:
        expected = self.batch_input_shape or ()
        pairs = zip(expected, input_shape, strict=False)
        if len(input_shape) != len(expected) or any(n != m and None not in (n, m) for n, m in pairs):
            raise self.problem("incompatible_input", expected=expected, received=input_shape)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return x, None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return dy, {}
