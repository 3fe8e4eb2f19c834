"""Hypothesis strategies of specs, valid and invalid, over every class of the registry."""

from functools import cache

from hypothesis import strategies as st

from engine import object_validators, registry, validators
from engine.callables import Function
from engine.hyperparameters import MISSING, hyperparameters, range_of
from engine.specs.canonical import canonical
from engine.specs.objects import RESOLVED, CodeSpec, CompileSpec, FitSpec, ModelSpec, ObjectSpec

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
CODE = st.sampled_from(["stop", "LearningRateScheduler(lambda epoch: 0.1)", "[stop]", "make(3)['a']"]).map(CodeSpec)
FITS = st.builds(FitSpec, st.integers(1, 99) | WRONG, st.integers(1, 99) | WRONG.filter(lambda v: v is not None),
                 st.integers(0, 9), st.booleans(), st.lists(objects("callback") | CODE, max_size=3).map(tuple),
                 st.none() | st.floats(0, 1), st.none() | st.dictionaries(st.integers(0, 9).map(str), st.floats(0, 9)))
