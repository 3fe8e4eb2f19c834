"""A two-class problem with binary_crossentropy and a wrong last layer is repaired to one unit with sigmoid."""

from dataclasses import replace

import pytest

from app.state.notebook import FIRST, Notebook
from app.texts.problems import say
from engine.specs.objects import CompileSpec, DataSpec, ModelSpec, ObjectSpec

HIDDEN = ObjectSpec("Dense", {"units": 8, "activation": "relu"})
ONE = ObjectSpec("Dense", {"units": 1, "activation": "sigmoid"})


def dense(units: int, **config: object) -> ObjectSpec:
    return ObjectSpec("Dense", {"units": units, **config})


LAST = {
    "softmax of two": (dense(2, activation="softmax"),),
    "sigmoid of three": (dense(3, activation="sigmoid"),),
    "two numbers": (dense(2),),
    "an activation": (dense(2), ObjectSpec("Activation", {"activation": "softmax"})),
    "a softmax layer": (dense(2), ObjectSpec("Softmax")),
    "no last layer": (),
    "another layer": (dense(4), ObjectSpec("Dropout", {"rate": 0.5})),
}


def notebook_with(layers: tuple[ObjectSpec, ...], one_hot: bool) -> Notebook:
    compiled = CompileSpec(ObjectSpec("Adam"), ObjectSpec("BinaryCrossentropy"), (ObjectSpec("accuracy"),))
    return Notebook(replace(FIRST, data=DataSpec("circles", one_hot=one_hot), model=ModelSpec((HIDDEN, *layers)), compile=compiled))


@pytest.mark.parametrize("one_hot", [False, True])
@pytest.mark.parametrize("name", LAST)
def test_the_repair_is_one_unit_with_sigmoid(name: str, one_hot: bool) -> None:
    notebook = notebook_with(LAST[name], one_hot)
    before = notebook.experiment
    problems = notebook.problems()
    if one_hot and name in ("softmax of two", "an activation", "a softmax layer"):
        assert problems == []  # two outputs for two labels train, as in Keras
        return
    if one_hot and name == "two numbers":
        assert [problem.code for problem in problems] == ["probabilities_expected"]
        return
    (problem,) = problems
    assert problem.code == "two_classes_need_one_output"
    assert "sigmoid" in say(problem)
    assert notebook.repairable(problem)
    notebook.repair(*problem.path)
    assert notebook.problems() == []
    assert notebook.experiment.model.layers[-1] == ONE
    assert notebook.experiment.compile == before.compile
    assert not notebook.experiment.data.one_hot
    notebook.undo()
    assert (notebook.experiment.model, notebook.experiment.data) == (before.model, before.data)
    notebook.redo()
    assert notebook.problems() == []


def test_one_unit_with_sigmoid_beside_one_hot_labels_changes_the_labels() -> None:
    notebook = notebook_with((ONE,), one_hot=True)
    (problem,) = notebook.problems()
    notebook.repair(*problem.path)
    assert notebook.problems() == []
    assert notebook.experiment.model.layers == (HIDDEN, ONE)
    assert not notebook.experiment.data.one_hot
