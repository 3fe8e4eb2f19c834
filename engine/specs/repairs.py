"""One-click repairs: for a problem that has an obvious mend, the spec that it leads to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import final

from engine import registry
from engine.errors import Problem
from engine.hyperparameters import hyperparameters
from engine.layers.dense import Dense
from engine.specs.edits import configure, insert, remove
from engine.specs.objects import CompileSpec, ModelSpec, ObjectSpec


@final
@dataclass(frozen=True)
class Draft:
    """What a repair may change."""

    model: ModelSpec
    compile: CompileSpec


def repaired(draft: Draft, problem: Problem) -> Draft | None:
    """The draft with a problem mended; None where only the learner can decide."""
    mend = REPAIRS.get(problem.code)
    return None if mend is None else mend(draft, problem)


def _index(problem: Problem) -> int | None:
    """The layer a problem is at."""
    path = problem.path
    return int(path[1]) if len(path) > 1 and path[0] == "layers" else None


def _flatten_before(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    return None if index is None else replace(draft, model=insert(draft.model, index, ObjectSpec("Flatten")))


def _channels_before(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    reshape = ObjectSpec("Reshape", {"target_shape": list(problem.values["expected"])})
    return None if index is None else replace(draft, model=insert(draft.model, index, reshape))


def _to_limit(name: str) -> Callable[[Draft, Problem], Draft | None]:
    def mend(draft: Draft, problem: Problem) -> Draft | None:
        index, argument = _index(problem), problem.path[-1]
        if index is None or not isinstance(argument, str) or name not in problem.values:
            return None
        return replace(draft, model=configure(draft.model, index, argument, problem.values[name]))

    return mend


def _units_as_labels(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    expected = problem.values.get("expected")
    if index is None or not isinstance(expected, int):
        return None
    if draft.model.layers[index].class_name == "Dense":
        return replace(draft, model=configure(draft.model, index, "units", expected))
    last = ObjectSpec("Dense", {"units": expected})
    return replace(draft, model=insert(draft.model, index + 1, last))


def _last_activation(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    if index is None:
        return None
    activation = problem.values["expected"]
    if draft.model.layers[index].class_name in ("Dense", "Activation"):
        return replace(draft, model=configure(draft.model, index, "activation", activation))
    return replace(draft, model=insert(draft.model, index + 1, ObjectSpec("Activation", {"activation": activation})))


def _without_softmax(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    if index is not None and draft.model.layers[index].class_name == "Softmax":
        activation = ObjectSpec("Activation", {"activation": problem.values["expected"]})
        return replace(draft, model=insert(remove(draft.model, index), index, activation))
    return _last_activation(draft, problem)


def _loss(name: str) -> Callable[[Draft, Problem], Draft | None]:
    def mend(draft: Draft, problem: Problem) -> Draft | None:
        return replace(draft, compile=replace(draft.compile, loss=ObjectSpec(name)))

    return mend


def _close_name(draft: Draft, problem: Problem) -> Draft | None:
    index, argument = _index(problem), problem.path[-1]
    known = list(registry.table(problem.values["kind"])) if problem.values.get("kind") in registry.PACKAGES else []
    close = get_close_matches(str(problem.values.get("value")), known, n=1)
    if index is None or not close or not isinstance(argument, str):
        return None
    return replace(draft, model=configure(draft.model, index, argument, close[0]))


def _sequences_below(draft: Draft, problem: Problem) -> Draft | None:
    """The recurrent layer below gives all its outputs; other layers are left to the learner."""
    index = _index(problem)
    below = index - 1 if index else None
    if below is None:
        return None
    spec = draft.model.layers[below]
    if "return_sequences" in hyperparameters(registry.table("layer").get(spec.class_name, Dense)):
        return replace(draft, model=configure(draft.model, below, "return_sequences", True))
    inner = spec.config.get("layer")
    if spec.class_name != "Bidirectional" or not isinstance(inner, dict) or not isinstance(inner.get("config"), dict):
        return None
    turned = {**inner, "config": {**inner["config"], "return_sequences": True}}
    return replace(draft, model=configure(draft.model, below, "layer", turned))


REPAIRS: dict[str, Callable[[Draft, Problem], Draft | None]] = {
    "dense_needs_rows": _flatten_before,
    "sequence_expected": _sequences_below,
    "steps_expected": _sequences_below,
    "channels_missing": _channels_before,
    "too_small": _to_limit("low"),
    "too_large": _to_limit("high"),
    "outputs_do_not_match_labels": _units_as_labels,
    "too_few_outputs": _units_as_labels,
    "probabilities_expected": _last_activation,
    "softmax_of_one": _without_softmax,
    "labels_are_integers": _loss("SparseCategoricalCrossentropy"),
    "labels_are_one_hot": _loss("CategoricalCrossentropy"),
    "unknown_name": _close_name,
}
