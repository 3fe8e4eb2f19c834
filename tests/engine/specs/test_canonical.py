"""The canonical form keeps values that a range refuses, and hides no programming error."""

from dataclasses import field

import pytest

from engine.configurable import KEY
from engine.specs.canonical import as_plain, canonical
from engine.specs.inspection import validate
from engine.specs.objects import ModelSpec, ObjectSpec
from engine.validators import Hyperparameter


class Broken(Hyperparameter):
    """A range whose check has a programming error."""

    def check(self, name, value):
        return {}[name]


def test_refused_values_stay_as_written():
    assert canonical("layer", ObjectSpec("Dense", {"units": "many"})).config == {"units": "many"}


def test_programming_errors_are_raised():
    f = field(metadata={KEY: Broken()})
    f.name = "units"
    with pytest.raises(KeyError, match="units"):
        as_plain(f, 3)


def test_a_nested_argument_named_self_is_a_problem():
    layer = canonical("layer", ObjectSpec("Dense", {"units": 3, "kernel_regularizer": {
        "class_name": "L2", "config": {"self": 1}}}))
    problem, = validate(ModelSpec((layer,)))
    assert (problem.path, problem.code) == (("layers", 0, "kernel_regularizer"), "unknown_argument")
