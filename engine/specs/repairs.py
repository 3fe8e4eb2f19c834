"""One-click repairs: functions that take a draft and one of its problems and return a draft without the problem."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import final

from engine import registry
from engine.errors import Problem
from engine.hyperparameters import hyperparameters
from engine.layers.dense import Dense
from engine.specs.edits import configure, insert, remove
from engine.specs.objects import CompileSpec, DataSpec, ModelSpec, ObjectSpec


@final
@dataclass(frozen=True)
class Draft:
    """The specs that a repair may change. data: None if it stays as it is."""

    model: ModelSpec
    compile: CompileSpec
    data: DataSpec | None = None


def repair(draft: Draft, problem: Problem) -> Draft | None:
    """Return the draft with a problem fixed; None if there is no single obvious fix."""
    fix = REPAIRS.get(problem.code)
    return None if fix is None else fix(draft, problem)


def _index(problem: Problem) -> int | None:
    """Index of the layer in a problem's path; None if the path has none."""
    path = problem.path
    return int(path[1]) if len(path) > 1 and path[0] == "layers" else None


def _insert_flatten(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    return None if index is None else replace(draft, model=insert(draft.model, index, ObjectSpec("Flatten")))


def _insert_channel_axis(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    reshape = ObjectSpec("Reshape", {"target_shape": list(problem.values["expected"])})
    return None if index is None else replace(draft, model=insert(draft.model, index, reshape))


def _set_to_limit(name: str) -> Callable[[Draft, Problem], Draft | None]:
    def fix(draft: Draft, problem: Problem) -> Draft | None:
        index, argument = _index(problem), problem.path[-1]
        if index is None or not isinstance(argument, str) or name not in problem.values:
            return None
        return replace(draft, model=configure(draft.model, index, argument, problem.values[name]))

    return fix


def _set_units(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    expected = problem.values.get("expected")
    if index is None or not isinstance(expected, int):
        return None
    if draft.model.layers[index].class_name == "Dense":
        return replace(draft, model=configure(draft.model, index, "units", expected))
    last = ObjectSpec("Dense", {"units": expected})
    return replace(draft, model=insert(draft.model, index + 1, last))


def _set_one_sigmoid(draft: Draft, problem: Problem) -> Draft | None:
    """One unit with sigmoid in place of the last Dense and the activations after it; labels become 0 and 1."""
    index = _index(problem)
    if index is None:
        return None
    model, units = draft.model, index
    while units > 0 and model.layers[units].class_name in ("Activation", "Softmax"):
        units -= 1
    if model.layers[units].class_name == "Dense":
        for after in range(index, units, -1):
            model = remove(model, after)
        model = configure(configure(model, units, "units", 1), units, "activation", "sigmoid")
    else:
        model = insert(model, index + 1, ObjectSpec("Dense", {"units": 1, "activation": "sigmoid"}))
    data = draft.data
    return replace(draft, model=model, data=None if data is None else replace(data, one_hot=False))


def _set_last_activation(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    if index is None:
        return None
    activation = problem.values["expected"]
    if draft.model.layers[index].class_name in ("Dense", "Activation"):
        return replace(draft, model=configure(draft.model, index, "activation", activation))
    return replace(draft, model=insert(draft.model, index + 1, ObjectSpec("Activation", {"activation": activation})))


def _replace_softmax(draft: Draft, problem: Problem) -> Draft | None:
    index = _index(problem)
    if index is not None and draft.model.layers[index].class_name == "Softmax":
        activation = ObjectSpec("Activation", {"activation": problem.values["expected"]})
        return replace(draft, model=insert(remove(draft.model, index), index, activation))
    return _set_last_activation(draft, problem)


def _set_loss(name: str) -> Callable[[Draft, Problem], Draft | None]:
    def fix(draft: Draft, problem: Problem) -> Draft | None:
        return replace(draft, compile=replace(draft.compile, loss=ObjectSpec(name)))

    return fix


def _correct_name(draft: Draft, problem: Problem) -> Draft | None:
    index, argument = _index(problem), problem.path[-1]
    kind = problem.values.get("kind")
    known_names = list(registry.table(kind)) if kind in registry.PACKAGES else []
    close = get_close_matches(str(problem.values.get("value")), known_names, n=1)
    if index is None or not close or not isinstance(argument, str):
        return None
    return replace(draft, model=configure(draft.model, index, argument, close[0]))


def _return_sequences_below(draft: Draft, problem: Problem) -> Draft | None:
    """Set return_sequences of the recurrent layer below; None if that layer is not recurrent."""
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
    changed = {**inner, "config": {**inner["config"], "return_sequences": True}}
    return replace(draft, model=configure(draft.model, below, "layer", changed))


REPAIRS: dict[str, Callable[[Draft, Problem], Draft | None]] = {
    "dense_needs_rows": _insert_flatten,
    "sequence_expected": _return_sequences_below,
    "steps_expected": _return_sequences_below,
    "channels_missing": _insert_channel_axis,
    "too_small": _set_to_limit("low"),
    "too_large": _set_to_limit("high"),
    "outputs_do_not_match_labels": _set_units,
    "too_few_outputs": _set_units,
    "two_classes_need_one_output": _set_one_sigmoid,
    "probabilities_expected": _set_last_activation,
    "softmax_of_one": _replace_softmax,
    "labels_are_integers": _set_loss("SparseCategoricalCrossentropy"),
    "labels_are_one_hot": _set_loss("CategoricalCrossentropy"),
    "unknown_name": _correct_name,
}
