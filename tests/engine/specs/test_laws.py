"""Properties of specs over generated drafts, valid and invalid: round trips, problems as data, pure edits."""

import json
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from spec_strategies import COMPILES, DRAFTS, FITS, RIGHT, WORDS, WRONG, objects

from engine import registry
from engine.error_messages import MESSAGES
from engine.errors import ProblemError
from engine.hyperparameters import MISSING, hyperparameters
from engine.specs import edits
from engine.specs.build import build, build_compiled
from engine.specs.canonical import canonical
from engine.specs.experiment import fit_problems
from engine.specs.from_python import from_python
from engine.specs.inspection import inspect, validate
from engine.specs.matching import compile_problems
from engine.specs.objects import CompileSpec, FitSpec, ModelSpec, ObjectSpec
from engine.specs.to_python import compile_code, fit_code, model_code

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
    x = np.ones((2, *model.input_shape), "float32")
    try:
        with np.errstate(all="ignore"):
            y = network.forward(x)[0]
    except ProblemError:
        with pytest.raises(ProblemError, match="is not fitted yet"):  # training adapts such a layer first
            network.forward(x)
        return
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
    fit = replace(fit, callbacks=(*fit.callbacks, ObjectSpec("EarlyStopping", {"patience": -1})))
    assert fit_problems(fit)
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
