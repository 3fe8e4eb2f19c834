"""SimpleRNN: reads a sequence; each output depends on the input and on the output before."""

from typing import final

from engine.activations.base import Activation
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind, real
from engine.initializers.base import Initializer
from engine.layers.base import weight
from engine.layers.recurrent import Recurrent
from engine.layers.recurrent_state import RecurrentState
from engine.limits import MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array
from engine.variables import Variable


@final
@configurable
class SimpleRNN(Recurrent):
    """``h[t] = activation(x[t] · kernel + h[t − 1] · recurrent_kernel + bias)``

    x: ``(batch, time, features)``; h: ``(batch, units)``. kernel: ``(features, units)``. recurrent_kernel: ``(units,
    units)``. bias: ``(units,)``.

    Backward, from the last step to the first, with dh the gradient by ``h[t]`` from the layer above and from step
    ``t + 1``: ``dz[t] = dh · activation'(z[t])``, and the gradient by ``h[t − 1]`` is ``dz[t] · recurrent_kernelᵀ``.
    Then ``dkernel = Σ x[t]ᵀ · dz[t]``, ``drecurrent_kernel = Σ h[t − 1]ᵀ · dz[t]`` and ``dbias = Σ dz[t]``, summed
    over batch and time.
    Source: Elman 1990; Keras 3, ``layers.SimpleRNN``.
    """

    units: int = integer(1, MAX_UNITS, example=32)
    activation: Activation | None = of_kind("activation", default="tanh")
    use_bias: bool = boolean(default=True)
    kernel_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    recurrent_initializer: Initializer = of_kind("initializer", default="orthogonal")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    kernel_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    recurrent_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    kernel_constraint: Constraint | None = of_kind("constraint", default=None)
    recurrent_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)
    dropout: float = real(0, 1, default=0.0)
    recurrent_dropout: float = real(0, 1, default=0.0)
    return_sequences: bool = boolean(default=False)
    return_state: bool = boolean(default=False)
    go_backwards: bool = boolean(default=False)
    stateful: bool = boolean(default=False)
    unroll: bool = boolean(default=False)
    seed: int | None = integer(0, default=None)

    kernel: Variable = weight("(features, units)")
    recurrent_kernel: Variable = weight("(units, units)")
    bias: Variable = weight("(units,)")

    @property
    def output_regularizer(self) -> None:
        """None: like Keras, SimpleRNN accepts an ``activity_regularizer`` but does not add its penalty."""
        return

    def step(self, cache: RecurrentState, t: int) -> None:
        z = cache.z[t]
        cache.add_recurrent_product(t, self.recurrent_kernel.array, z)
        cache.states[0][t + 1] = z if self.activation is None else self.activation.forward(z)

    def step_backward(self, cache: RecurrentState, t: int, state_grads: Array, dz: Array) -> None:
        (dh,) = state_grads
        after = cache.states[0][t + 1]
        dz[t] = dh if self.activation is None else self.activation.backward(dh, cache.z[t], after)
        cache.write_hidden_grad(dz[t], dh)
