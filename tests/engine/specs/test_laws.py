"""Properties of specs over generated drafts, valid and invalid: round trips, problems as data, pure edits."""

import json
import tracemalloc
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import object_validators, registry, validators
from engine.callables import Function
from engine.error_messages import MESSAGES
from engine.errors import ProblemError
from engine.hyperparameters import MISSING, hyperparameters, range_of
from engine.specs import edits
from engine.specs.build import build, build_compiled
from engine.specs.canonical import canonical
from engine.specs.experiment import fit_problems
from engine.specs.from_python import from_python
from engine.specs.inspection import inspect, validate
from engine.specs.matching import compile_problems
from engine.specs.objects import RESOLVED, CompileSpec, FitSpec, ModelSpec, ObjectSpec
from engine.specs.to_python import compile_code, fit_code, model_code

LAYERS = [cls for cls in registry.classes("layer") if cls.__name__ != "InputLayer"]
WORDS = st.text(max_size=8)
WRONG = st.one_of(st.none(), st.booleans(), WORDS, st.integers(-5, 5), st.just(10**9), st.just(10**30), st.floats(),
                  st.lists(st.integers(-2, 9), max_size=3), st.dictionaries(WORDS, st.integers(), max_size=2))


def between(low, high):
    return st.integers(0 if low is None else low, min(high or 12, (low or 0) + 12))


def real(r):
    low, high = (next((x for x in pair if x is not None), d)
                 for pair, d in (((r.low, r.above), -3.0), ((r.high, r.below), 3.0)))
    return st.floats(low, high, exclude_min=r.above is not None, exclude_max=r.below is not None)


def of_kind(kind, depth):
    if kind == "layer":
        return simple_layers().map(ObjectSpec.to_json)
    if kind == "cell":
        return objects(kind, depth + 1).map(ObjectSpec.to_json)
    names = st.sampled_from([registry.identifier(cls) for cls in registry.classes(kind) if has_defaults(cls)])
    return names if depth else st.one_of(names, objects(kind, depth + 1).map(ObjectSpec.to_json))


def simple_layers():
    """Layers that wrap no other."""
    classes = [cls for cls in LAYERS if "layer" not in hyperparameters(cls)]
    return st.one_of(*(specs_of("layer", cls, 1, wrong=False) for cls in classes))


def has_defaults(cls):
    return all(f.default is not MISSING for f in hyperparameters(cls).values())


STRATEGIES = {
    validators.Integer: lambda r, depth: between(r.low, r.high),
    validators.Real: lambda r, depth: real(r),
    validators.Boolean: lambda r, depth: st.booleans(),
    validators.Choice: lambda r, depth: st.sampled_from(r.choices),
    validators.Text: lambda r, depth: WORDS,
    validators.Integers: lambda r, depth: st.lists(between(r.low, None), min_size=r.length or 1, max_size=r.length or 2),
    validators.Numbers: lambda r, depth: st.one_of(st.floats(-3, 3), st.lists(st.floats(-3, 3), max_size=3)),
    object_validators.OfKind: lambda r, depth: of_kind(r.kind, depth),
    validators.BatchShape: lambda r, depth: st.lists(st.integers(1, 4) | st.none(), max_size=3),
    object_validators.Rate: lambda r, depth: st.floats(0, 1) if depth else st.one_of(
        st.floats(0, 1), objects("schedule", 1).map(ObjectSpec.to_json)),
}
"""Strategies of valid values, by the type of range."""


@cache
def values(r, depth):
    strategy = STRATEGIES[type(r)](r, depth)
    return st.none() | strategy if r.optional else strategy


@cache
def objects(kind, depth=0, wrong=False):
    """Specs of any class of a kind with some of its arguments, in canonical form."""
    classes = LAYERS if kind == "layer" else [c for c in registry.classes(kind) if not takes_function(c)]
    return st.one_of(*(specs_of(kind, cls, depth, wrong) for cls in classes))


def specs_of(kind, cls, depth, wrong):
    strategies = {name: values(range_of(f), depth) | WRONG if wrong else values(range_of(f), depth)
                  for name, f in hyperparameters(cls).items()
                  if type(range_of(f)) in STRATEGIES and name not in ("batch_input_shape", "name")}
    required = {name for name in strategies if hyperparameters(cls)[name].default is MISSING}
    optional = {name: s for name, s in strategies.items() if name not in required}
    if wrong:
        optional["no_such_argument"] = WRONG
    configs = st.fixed_dictionaries({name: strategies[name] for name in required}, optional=optional)
    return configs.map(lambda config: canonical(kind, ObjectSpec(cls.__name__, config)))


def takes_function(cls):
    return any(isinstance(range_of(f), Function) for f in hyperparameters(cls).values())


def models(wrong):
    shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
    drafts = st.lists(objects("layer", wrong=wrong), max_size=4).map(tuple)
    return st.builds(ModelSpec, drafts, st.none() | shapes)


RIGHT, DRAFTS = models(wrong=False), models(wrong=False) | models(wrong=True)
METRICS = st.sampled_from(sorted(RESOLVED)).map(ObjectSpec) | objects("metric")
COMPILES = st.builds(CompileSpec, objects("optimizer"), objects("loss"), st.lists(METRICS, max_size=3).map(tuple))
FITS = st.builds(FitSpec, st.integers(1, 99) | WRONG, st.integers(1, 99) | WRONG.filter(lambda v: v is not None),
                 st.integers(0, 9), st.booleans())


# --- round trips --------------------------------------------------------------------------------------------------


@given(DRAFTS)
def test_models_round_trip_through_code(model):
    reading = from_python(model_code(model))
    assert (reading.problems, reading.model) == ((), model)


@given(COMPILES)
def test_compile_specs_round_trip_through_code(spec):
    reading = from_python(compile_code(spec))
    assert (reading.problems, reading.compile) == ((), spec)


@given(RIGHT, FITS)
def test_fit_specs_round_trip_through_code(model, fit):
    fit = FitSpec.from_json(json.loads(json.dumps(fit.to_json())))
    assume(not isinstance(fit.epochs, float) and not isinstance(fit.batch_size, float))
    reading = from_python(model_code(model, fit.seed) + fit_code(fit))
    assert (reading.problems, reading.fit) == ((), fit)


@given(DRAFTS, COMPILES)
def test_specs_round_trip_through_json(model, compiled):
    assert ModelSpec.from_json(json.loads(json.dumps(model.to_json()))) == model
    assert CompileSpec.from_json(json.loads(json.dumps(compiled.to_json()))) == compiled


@given(DRAFTS)
def test_canonical_is_idempotent(model):
    assert all(canonical("layer", layer) == layer for layer in model.layers)


# --- drafts may be wrong ------------------------------------------------------------------------------------------


@given(DRAFTS)
def test_build_agrees_with_validate(model):
    problems = validate(model)
    assert all(problem.code in MESSAGES and str(problem) for problem in problems)
    if problems or model.input_shape is None:
        with pytest.raises(ProblemError) as raised:
            build(model, seed=1)
        assert not problems or raised.value.problem == problems[0]
        return
    network = build(model, seed=1)
    reports = inspect(model)
    assert [r.output_shape for r in reports] == [layer.output_shape for layer in network.layers]
    assert [r.parameters for r in reports] == [sum(w.size for w in layer.get_weights()) for layer in network.layers]
    with np.errstate(all="ignore"):
        y = network.forward(np.ones((2, *model.input_shape), "float32"))[0]
    assert y.shape[1:] == network.output_shape[1:]


@given(COMPILES | st.builds(CompileSpec, objects("optimizer", wrong=True), objects("loss", wrong=True),
                            st.lists(objects("metric", wrong=True), max_size=2).map(tuple)))
def test_a_compile_is_built_or_raises_its_first_problem(spec):
    problems = list(compile_problems(spec))
    if problems:
        with pytest.raises(ProblemError) as raised:
            build_compiled(spec)
        assert raised.value.problem == problems[0]
    else:
        assert build_compiled(spec).optimizer.get_config()


@given(FITS)
def test_wrong_fit_specs_give_problems(fit):
    assert all(problem.path[0] == "fit" and str(problem) for problem in fit_problems(fit))


@given(st.lists(st.integers(-3, 10**12) | st.none(), max_size=4).map(tuple), objects("layer", wrong=True))
def test_validate_allocates_no_arrays(shape, layer):
    tracemalloc.start()
    try:
        validate(ModelSpec((layer, ObjectSpec("Dense", {"units": 65_536})), shape))
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("layers", [
    [ObjectSpec("Dense", {"units": 10**9})],
    [ObjectSpec("Dense", {"units": 60_000}), ObjectSpec("Dense", {"units": 60_000})],
    [ObjectSpec("RepeatVector", {"n": 10**9})],
    [ObjectSpec("RepeatVector", {"n": 10**6}), ObjectSpec("Dense", {"units": 1000})],
    [ObjectSpec("Dense", {"units": 5_000})] * 100,
])
def test_too_large_stacks_are_refused_before_allocation(layers):
    model = ModelSpec(tuple(layers), (100,))
    tracemalloc.start()
    try:
        assert validate(model)
        with pytest.raises(ProblemError):
            build(model, seed=1)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


# --- edits --------------------------------------------------------------------------------------------------------

INDICES = st.integers(-2, 6)


@given(DRAFTS, INDICES, INDICES, objects("layer", wrong=True), WORDS, WRONG)
def test_edits_are_pure(model, index, other, layer, name, value):
    before = json.dumps(model.to_json())
    grown = edits.insert(model, index, layer)
    assert len(grown.layers) == len(model.layers) + 1
    assert edits.remove(grown, min(max(index, 0), len(model.layers))) == model
    moved = edits.move(model, index, other)
    assert sorted(map(repr, moved.layers)) == sorted(map(repr, model.layers))
    for i in range(len(model.layers)):
        changed = edits.configure(model, i, name, value)
        assert [a for j, a in enumerate(changed.layers) if j != i] == [a for j, a in enumerate(model.layers) if j != i]
    assert json.dumps(model.to_json()) == before


@given(RIGHT)
def test_default_values_are_removed_from_the_config(model):
    for i, layer in enumerate(model.layers):
        for name, f in hyperparameters(registry.lookup("layer", layer.class_name)).items():
            if f.default is not MISSING:
                changed = edits.configure(model, i, name, f.default)
                assert name not in changed.layers[i].config
