"""Parameters: all trainable weights in one vector, so that the optimizer updates them in one pass."""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import final

import numpy as np

from engine.constraints.base import Constraint
from engine.layers.base import Layer
from engine.layers.layer_weights import assign_stream, weight_owner
from engine.layers.leaves import has_repeats, weight_key
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@dataclass(frozen=True, eq=False)
class Segment:
    """One weight and its gradient as views of the vectors, with its layer's regularizer and constraint.

    layer, name: where the weight is; ``layer.gradients[name]`` is the gradient.
    """

    layer: Layer
    name: str
    weight: Array
    gradient: Array
    regularizer: Regularizer | None
    constraint: Constraint | None


@final
class Parameters:
    """The trainable weights of some layers and their gradients as two flat vectors.

    The constructor moves each layer's arrays into the vectors: afterwards ``layer.kernel.array`` and
    ``layer.gradients["kernel"]`` are views of them. values, gradients: ``(n,)``, in the order of ``weights``, pairs of
    layer and name. layout: the slice of each weight by its path, such as ``dense/kernel``; ``paths`` are those of the
    layers.
    """

    def __init__(self, layers: list[Layer], paths: list[str], weights: list[tuple[Layer, str]]) -> None:
        offsets = [0, *accumulate(layer.array(name).size for layer, name in weights)]
        dtype = weights[0][0].compute_dtype if weights else "float32"
        self.values: Array = np.empty(offsets[-1], dtype)
        self.gradients: Array = np.zeros_like(self.values)
        path_of = {id(layer): path for layer, path in zip(reversed(layers), reversed(paths), strict=True)}
        self.layout = {f"{path_of[id(layer)]}/{name}": slice(*bounds)
                       for (layer, name), bounds in zip(weights, pairwise(offsets), strict=True)}
        self.variables = {path: layer.variable(name) for path, (layer, name) in zip(self.layout, weights, strict=True)}
        self.segments = [self._move(layer, name, indices)
                         for (layer, name), indices in zip(weights, self.layout.values(), strict=True)]
        self._squares, self._plain_squares = self._allocate_squares()
        self.regularized = [s for s in self.segments if s.regularizer is not None]
        self.constrained = [s for s in self.segments if s.constraint is not None]
        self._updated_in_forward = [layer.array(name) for layer in layers if layer.trainable
                                    for name in layer.weight_names(trainable=False)]
        self._updated_in_forward += [array for layer in layers for array in layer.state_arrays()]
        self.has_repeats = has_repeats(layers)
        self._needs_input_grad: list[bool] = []
        self.attach(layers)

    def _move(self, layer: Layer, name: str, indices: slice) -> Segment:
        """Copy a weight into the vector, and replace the layer's array by the view."""
        owner, attribute = weight_owner(layer, name)
        old = layer.array(name)
        view, gradient = self.values[indices].reshape(old.shape), self.gradients[indices].reshape(old.shape)
        view[...] = old
        layer.variable(name).array = view
        regularizer, constraint = (owner.weight_rule(attribute, rule) for rule in ("regularizer", "constraint"))
        return Segment(layer, name, view, gradient, regularizer, constraint)

    def attach(self, layers: list[Layer]) -> None:
        """Set what training keeps in the layers: gradient buffers, ``needs_input_grad`` and random streams.

        Another model that shares the layers sets its own.
        """
        needs_input_grad, self._needs_input_grad = False, []
        for index, layer in enumerate(layers):
            assign_stream(layer, index)
            _reset_gradients(layer, needs_input_grad)
            self._needs_input_grad.append(needs_input_grad)
            needs_input_grad = needs_input_grad or bool(layer.weight_names(trainable=True))
        for segment in self.segments:
            segment.layer.gradients[segment.name] = segment.gradient
        for segment, indices in zip(self.segments, self.layout.values(), strict=True):
            if self._squares is not None and _is_lookup(segment):
                vars(segment.layer)["squares"] = self._squares[indices].reshape(segment.weight.shape)

    def is_attached(self, layers: list[Layer]) -> bool:
        """Whether the layers are as :meth:`attach` left them."""
        flags = zip(layers, self._needs_input_grad, strict=True)
        return not self.has_repeats and all(
            layer.needs_input_grad == flag and layer.stream == index for index, (layer, flag) in enumerate(flags)
        ) and all(s.layer.gradients.get(s.name) is s.gradient for s in self.segments)

    def _allocate_squares(self) -> tuple[Array | None, list[slice]]:
        """A vector for the squared gradients, and the slices that are filled with plain squares.

        In the other slices, those of looked-up weights such as embeddings, the layer sums the squares of the parts that
        its gradient is made of; with a regularizer it does not, as in Keras. The vector is None without such
        slices.
        """
        plain = [indices for segment, indices in zip(self.segments, self.layout.values(), strict=True)
                 if not _is_lookup(segment)]
        return (None if len(plain) == len(self.segments) else np.empty_like(self.values)), plain

    def squared_gradients(self) -> Array | None:
        """The squared gradients if a layer sums some of them itself; None if all are ``gradients ** 2``."""
        if self._squares is not None:
            for indices in self._plain_squares:
                np.square(self.gradients[indices], out=self._squares[indices])
        return self._squares

    def holds(self, weights: list[tuple[Layer, str]]) -> bool:
        """Whether these are the weights of this vector, and still views of it."""
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


def _is_lookup(segment: Segment) -> bool:
    """Whether the layer looks the weight up by indices and sums the squares of its gradient itself."""
    return getattr(segment.layer, "lookup_weight", None) == segment.name and segment.regularizer is None


def collect_gradients(layer: Layer, gradients: dict[str, Array]) -> None:
    """Copy a layer's gradients into the vector, except those that ``backward`` has already written there."""
    for name, gradient in gradients.items():
        buffer = layer.gradients.get(name)
        if buffer is not None and gradient is not buffer:
            buffer[...] = gradient


@final
class SharedGradients:
    """Adds up the gradients of layers that are at several places, since each ``backward`` gives those of one place.

    Without buffers of their own, the layers return new arrays.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._vector = parameters.gradients
        self._gradients = {weight_key(s.layer, s.name): s.gradient for s in parameters.segments}

    def begin(self) -> None:
        """Begin a batch."""
        self._vector[...] = 0

    def add(self, layer: Layer, gradients: dict[str, Array]) -> None:
        """Add a layer's gradients at one of its places."""
        for name, gradient in gradients.items():
            total = self._gradients.get(weight_key(layer, name))
            if total is not None:
                total += gradient
