"""add_weight: a weight that a learner's layer makes in its ``build`` or constructor."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from engine import serialization
from engine.layers.added_weights import RULES, AddedWeights
from engine.limits import MAX_PARAMETERS
from engine.naming import numbered, unused_name
from engine.random import Stream, generator
from engine.utils.seed import default_seed
from engine.variables import Variable


def add_weight(self: Any, shape: Any, initializer: Any, dtype: str | None, trainable: bool, name: str | None,
               options: Mapping[str, Any]) -> Variable:
    """Make a weight of a learner's layer; returns it as a variable."""
    shape = tuple(int(length) for length in np.ravel(shape))
    added = vars(self).setdefault("added_weights", AddedWeights())
    if (size := int(np.prod(shape, dtype=object))) > MAX_PARAMETERS:
        raise self.problem("too_many_parameters", asked=size, limit=MAX_PARAMETERS)
    name = unused_name(name or numbered("variable"), added.arrays)
    rules = {kind: serialization.resolve(kind, options[kind], kind) for kind in RULES if options.get(kind) is not None}
    initializer = serialization.resolve("initializer", initializer or "glorot_uniform", "initializer")
    rng = generator(vars(self).get("build_seed") or default_seed(), Stream.WEIGHTS, self.stream, len(added.arrays))
    array = np.array(initializer.initial(shape, rng), dtype or self.compute_dtype, order="C")
    if array.shape != shape:
        raise self.problem("wrong_weight_shape", weight=name, expected=shape, received=array.shape)
    added.add(name, array, trainable, rules)
    path = f"{self.name}/{name}"
    return Variable(added.arrays, name, name=name, path=path, trainable=partial(self.is_trainable, name))
