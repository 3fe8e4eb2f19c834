"""add_weight: a weight that a learner's layer makes in its ``build`` or constructor."""

from typing import Any

import numpy as np

from engine import serialization
from engine.layers.added_weights import RULES, AddedWeights
from engine.limits import MAX_PARAMETERS
from engine.naming import numbered, unused_name
from engine.random import Stream, generator
from engine.typing import Array
from engine.utils.seed import default_seed
from engine.variables import Variable


def add_weight(self: Any, shape: Any = (), initializer: Any = None, dtype: str | None = None, trainable: bool = True,
               name: str | None = None, **options: Any) -> Variable:
    """Make a weight in the ``build`` or the constructor of a learner's layer; returns it as a variable.

    initializer: by default ``glorot_uniform``. options: ``regularizer`` and ``constraint``; others of Keras have no
    effect.
    """
    if isinstance(shape, str):  # Keras 2: the name came first
        shape, name = options.pop("shape", ()), shape
    shape = tuple(int(length) for length in np.ravel(shape))
    added = vars(self).setdefault("added_weights", AddedWeights())
    if (size := int(np.prod(shape, dtype=object))) > MAX_PARAMETERS:
        raise self.problem("too_many_parameters", asked=size, limit=MAX_PARAMETERS)
    name = unused_name(name or numbered("variable"), added.variables)
    rules = {kind: serialization.resolve(kind, options[kind], kind) for kind in RULES if options.get(kind) is not None}
    initializer = serialization.resolve("initializer", initializer or "glorot_uniform", "initializer")
    rng = generator(vars(self).get("build_seed") or default_seed(), Stream.WEIGHTS, self.stream, len(added.variables))
    array = initial_array(self, name, shape, initializer, rng, dtype or self.compute_dtype)
    variable = Variable.of(array, name, trainable)
    added.add(name, variable, rules)
    variable.adopt(self, name, "/".join(filter(None, (self.scope, self.name, name))))
    return variable


def initial_array(layer: Any, name: str, shape: tuple[int, ...], initializer: Any, rng: np.random.Generator,
                  dtype: str) -> Array:
    """The initial values of a weight; raises a ProblemError if the initializer gives another shape."""
    array = np.array(initializer.initial(shape, rng), dtype=dtype, order="C")
    if array.shape != tuple(shape):
        raise layer.problem("wrong_weight_shape", weight=name, expected=shape, received=array.shape)
    return array
