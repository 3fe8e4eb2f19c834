"""GRUCell: one step of a GRU."""

from typing import ClassVar, final

from engine.activations.base import Activation
from engine.cells.single_cell import SingleCell
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind, real
from engine.initializers.base import Initializer
from engine.limits import MAX_UNITS
from engine.regularizers.base import Regularizer


@final
@configurable
class GRUCell(SingleCell):
    """``h[t] = u · h[t − 1] + (1 − u) · g``; gates, shapes and gradients as in the layer GRU.

    Source: Keras 3, ``layers.GRUCell``.
    """

    layer_class_name: ClassVar[str] = "GRU"

    units: int = integer(1, MAX_UNITS, example=32)
    activation: Activation | None = of_kind("activation", default="tanh")
    recurrent_activation: Activation | None = of_kind("activation", default="sigmoid")
    use_bias: bool = boolean(default=True)
    kernel_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    recurrent_initializer: Initializer = of_kind("initializer", default="orthogonal")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    kernel_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    recurrent_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    kernel_constraint: Constraint | None = of_kind("constraint", default=None)
    recurrent_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)
    dropout: float = real(0, 1, default=0.0)
    recurrent_dropout: float = real(0, 1, default=0.0)
    reset_after: bool = boolean(default=True)
    seed: int | None = integer(0, default=None)
