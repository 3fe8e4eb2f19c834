"""Dense: every unit looks at every input."""

from typing import Any, ClassVar, final

from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.array_ops.matmul import matmul
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind
from engine.initializers.base import Initializer
from engine.layers.base import NO_GRAD, Layer, weight
from engine.layers.shape_checks import require_axis, require_min_rank
from engine.limits import MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable


@final
@configurable
class Dense(Layer):
    """``y = activation(x · kernel + bias)``

    x: ``(batch, …, inputs)``. y: ``(batch, …, units)``. kernel: ``(inputs, units)``. bias: ``(units,)``.

    Backward, with ``z = x · kernel + bias`` and ``dz = dy · activation'(z)``: ``dkernel = xᵀ · dz`` and
    ``dbias = Σ dz``, both summed over the batch and every axis but the last, and ``dx = dz · kernelᵀ``.
    Source: Keras 3, ``layers.Dense``.
    """

    family: ClassVar[str] = "dense"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training")
    only = {"lora_rank": None, "lora_alpha": None, "quantization_config": None}

    units: int = integer(1, MAX_UNITS, example=32)
    activation: Activation | None = of_kind("activation", default=None)
    use_bias: bool = boolean(default=True)
    kernel_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    kernel_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    kernel_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)

    kernel: Variable = weight("(inputs, units)")
    bias: Variable = weight("(units,)")

    def check_input(self, input_shape: Shape) -> None:
        require_min_rank(self, input_shape, 2)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        shape = (*input_shape[:-1], self.units)
        return shape if self.activation is None else self.activation.compute_output_shape(shape)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        shapes: dict[str, tuple[int, ...]] = {"kernel": (require_axis(self, input_shape), self.units)}
        return {**shapes, "bias": (self.units,)} if self.use_bias else shapes

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        z = matmul(x, self.kernel.array) if x.ndim == 2 else x @ self.kernel.array
        if self.activation is not None and self.use_bias:
            z, y = self.activation.add_bias_and_activate(z, self.bias.array)
            return y, (x, z, y)
        if self.use_bias:
            z += self.bias.array
        y = z if self.activation is None else self.activation.forward(z)
        return y, (x, z, y)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, z, y = cache
        activation, grads = self.activation or Linear(), {}
        if self.use_bias:
            dz, grads["bias"] = activation.backward_through_bias(dy, z, y, self.gradients.get("bias"))
        else:
            dz = activation.backward(dy, z, y)
        rows = dz.reshape(-1, self.units)
        grads["kernel"] = matmul(x.reshape(-1, x.shape[-1]).T, rows, self.gradients.get("kernel"))
        return matmul(rows, self.kernel.array.T).reshape(x.shape) if self.needs_input_grad else NO_GRAD, grads
