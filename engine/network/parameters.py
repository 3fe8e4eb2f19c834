"""Parameters: all trainable weights in one vector, so that the optimizer updates them in one pass."""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import final

import numpy as np

from engine.constraints.base import Constraint
from engine.layers.base import Layer
from engine.layers.layer_weights import weight_owner
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@dataclass(frozen=True, eq=False)
class Segment:
    """One weight and its gradient as views of the vectors, with its layer's regularizer and constraint."""

    weight: Array
    gradient: Array
    regularizer: Regularizer | None
    constraint: Constraint | None


@final
class Parameters:
    """The trainable weights of some layers and their gradients as two flat vectors.

    The constructor moves each layer's arrays into the vectors: afterwards ``layer.kernel`` and
    ``layer.gradients["kernel"]`` are views of them. values, gradients: ``(n,)``, in the order of the layers and of
    their ``get_weights()``. layout: the slice of each weight by its path, such as ``dense/kernel``.
    """

    def __init__(self, layers: list[Layer]) -> None:
        weights = trainable_weights(layers)
        offsets = [0, *accumulate(layer.array(name).size for layer, name in weights)]
        dtype = weights[0][0].compute_dtype if weights else "float32"
        self.values: Array = np.empty(offsets[-1], dtype)
        self.gradients: Array = np.zeros_like(self.values)
        self.layout = {f"{layer.name}/{name}": slice(*bounds)
                       for (layer, name), bounds in zip(weights, pairwise(offsets), strict=True)}
        needs_input_grad = False
        for layer in layers:
            _reset_gradients(layer, needs_input_grad)
            needs_input_grad = needs_input_grad or bool(layer.weight_names(trainable=True))
        self.segments = [self._move(layer, name, indices)
                         for (layer, name), indices in zip(weights, self.layout.values(), strict=True)]
        self._squares, self._plain_squares = self._allocate_squares(weights)
        self.regularized = [s for s in self.segments if s.regularizer is not None]
        self.constrained = [s for s in self.segments if s.constraint is not None]
        self._updated_in_forward = [layer.array(name) for layer in layers if layer.trainable
                                    for name in layer.weight_names(trainable=False)]
        self._updated_in_forward += [array for layer in layers for array in layer.state_arrays()]

    def _move(self, layer: Layer, name: str, indices: slice) -> Segment:
        """Copy a weight into the vector, and replace the layer's array by the view."""
        owner, attribute = weight_owner(layer, name)
        old = layer.array(name)
        view, gradient = self.values[indices].reshape(old.shape), self.gradients[indices].reshape(old.shape)
        view[...] = old
        setattr(owner, attribute, view)
        layer.gradients[name] = gradient
        regularizer, constraint = (getattr(owner, owner.rule_name(attribute, kind), None)
                                   for kind in ("regularizer", "constraint"))
        return Segment(view, gradient, regularizer, constraint)

    def _allocate_squares(self, weights: list[tuple[Layer, str]]) -> tuple[Array | None, list[slice]]:
        """A vector for the squared gradients, and the slices that are filled with plain squares.

        In the other slices, those of looked-up weights such as embeddings, the layer sums the squares of the parts that
        its gradient is made of; with a regularizer it does not, as in Keras. The vector is None without such
        slices.
        """
        squares, plain = np.empty_like(self.values), []
        for (layer, name), indices, segment in zip(weights, self.layout.values(), self.segments, strict=True):
            if getattr(layer, "lookup_weight", None) == name and segment.regularizer is None:
                vars(layer)["squares"] = squares[indices].reshape(segment.weight.shape)
            else:
                plain.append(indices)
        return (None if len(plain) == len(weights) else squares), plain

    def squared_gradients(self) -> Array | None:
        """The squared gradients if a layer sums some of them itself; None if all are ``gradients ** 2``."""
        if self._squares is not None:
            for indices in self._plain_squares:
                np.square(self.gradients[indices], out=self._squares[indices])
        return self._squares

    def holds(self, layers: list[Layer]) -> bool:
        """Whether the trainable weights of the layers are still views of this vector."""
        weights = trainable_weights(layers)
        return len(weights) == len(self.segments) and all(
            layer.array(name) is s.weight for (layer, name), s in zip(weights, self.segments, strict=True))

    def penalty(self) -> float:
        """The sum of the regularization penalties."""
        return sum(float(s.regularizer(s.weight)) for s in self.regularized if s.regularizer)

    def add_penalty_grads(self) -> None:
        """Add the gradients of the regularization penalties to the gradients."""
        for s in self.regularized:
            assert s.regularizer is not None
            s.gradient[...] += s.regularizer.gradient(s.weight)

    def constrain(self) -> None:
        """Project the weights that have a constraint."""
        for s in self.constrained:
            assert s.constraint is not None
            s.weight[...] = s.constraint(s.weight)

    def snapshot(self) -> list[Array]:
        """Copies of the arrays that a forward pass updates, such as moving averages."""
        return [array.copy() for array in self._updated_in_forward]

    def restore(self, snapshot: list[Array]) -> None:
        """Undo the updates since :meth:`snapshot`."""
        for array, copy in zip(self._updated_in_forward, snapshot, strict=True):
            array[...] = copy


def _reset_gradients(layer: Layer, needs_input_grad: bool) -> None:
    """Remove the gradients of a layer and of the layers inside it, and set their ``needs_input_grad``."""
    layer.gradients, layer.needs_input_grad = {}, needs_input_grad
    for inner in layer.inner.values():
        _reset_gradients(inner, needs_input_grad)


def trainable_weights(layers: list[Layer]) -> list[tuple[Layer, str]]:
    """All trainable weights as pairs of layer and name."""
    return [(layer, name) for layer in layers for name in layer.weight_names(trainable=True)]


def collect_gradients(layer: Layer, gradients: dict[str, Array]) -> None:
    """Copy a layer's gradients into the vector, except those that ``backward`` has already written there."""
    for name, gradient in gradients.items():
        buffer = layer.gradients.get(name)
        if buffer is not None and gradient is not buffer:
            buffer[...] = gradient
