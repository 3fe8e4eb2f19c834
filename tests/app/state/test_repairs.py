"""One press mends what the sentence says it mends: from the problem to a notebook without it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.state import bricks
from app.state.notebook import FIRST, Notebook
from app.state.pickers import problems_by_field
from engine.specs.objects import DataSpec, ModelSpec, ObjectSpec

Wrong = Callable[[Notebook], None]


def change(index: int, name: str, value: object) -> Wrong:
    return lambda notebook: notebook.edit({"op": "set", "index": index, "name": name, "value": value})


def without(index: int) -> Wrong:
    return lambda notebook: notebook.edit({"op": "remove", "index": index})


def loss(name: str) -> Wrong:
    return lambda notebook: notebook.choose_compile(replace(notebook.experiment.compile, loss=ObjectSpec(name)))


def one_hot(notebook: Notebook) -> None:
    compiled = notebook.experiment.compile
    notebook.choose_data(replace(notebook.experiment.data, one_hot=True))
    notebook.choose_compile(compiled)


def begins_with(name: str, **config: object) -> Wrong:
    return lambda notebook: notebook.edit({"op": "add", "class_name": name, "index": 0, "config": config})


def ends_in(name: str, **config: object) -> Wrong:
    return lambda notebook: notebook.edit({"op": "add", "class_name": name, "index": 3, "config": config})


def on_one_hot(units: int) -> Wrong:
    def wrong(notebook: Notebook) -> None:
        notebook.choose_data(replace(notebook.experiment.data, one_hot=True))
        change(2, "units", units)(notebook)

    return wrong


CASES = {
    "dense_needs_rows": (without(0), ("layers", 0)),
    "channels_missing": (begins_with("Conv2D", filters=4, kernel_size=[3, 3]), ("layers", 0)),
    "too_small": (change(1, "units", 0), ("layers", 1)),
    "too_large": (change(1, "units", 10**9), ("layers", 1)),
    "outputs_do_not_match_labels": (on_one_hot(7), ("layers", 2)),
    "too_few_outputs": (change(2, "units", 7), ("layers", 2)),
    "probabilities_expected": (change(2, "activation", "relu"), ("layers", 2)),
    "labels_are_integers": (loss("CategoricalCrossentropy"), ("compile",)),
    "labels_are_one_hot": (one_hot, ("compile",)),
    "unknown_name": (change(1, "activation", "rellu"), ("layers", 1)),
}


@pytest.mark.parametrize("code", CASES)
def test_a_repair_mends_its_problem_and_can_be_undone(code: str) -> None:
    wrong, path = CASES[code]
    notebook = Notebook()
    wrong(notebook)
    before = notebook.experiment
    problem = notebook.problems()[0]
    assert problem.code == code
    assert notebook.repairable(problem)
    notebook.repair(*path)
    assert code not in {found.code for found in notebook.problems()}
    assert notebook.experiment.data == before.data
    assert notebook.experiment.fit == before.fit
    notebook.undo()
    assert (notebook.experiment.model, notebook.experiment.compile) == (before.model, before.compile)


@pytest.mark.parametrize("code", CASES)
def test_after_the_repair_the_first_model_can_train_again(code: str) -> None:
    wrong, path = CASES[code]
    notebook = Notebook()
    wrong(notebook)
    notebook.repair(*path)
    assert [str(problem) for problem in notebook.problems()] == []


def test_flatten_goes_where_the_sentence_says() -> None:
    notebook = Notebook()
    notebook.edit({"op": "remove", "index": 0})
    notebook.edit({"op": "repair", "index": 0})
    assert [layer.class_name for layer in notebook.experiment.model.layers] == ["Flatten", "Dense", "Dense"]


def test_the_units_become_as_many_as_there_are_answers() -> None:
    notebook = Notebook()
    change(2, "units", 7)(notebook)
    notebook.edit({"op": "repair", "index": 2})
    assert notebook.experiment.model.layers[2].config["units"] == 10


@pytest.mark.parametrize("name", ["MeanSquaredError", "BinaryCrossentropy", "CategoricalCrossentropy", "Hinge"])
def test_a_loss_for_other_labels_gives_way_to_the_one_that_suits_them(name: str) -> None:
    notebook = Notebook()
    loss(name)(notebook)
    assert [(problem.path[0], problem.code) for problem in notebook.problems()] == [("compile", "labels_are_integers")]
    notebook.repair("compile")
    assert notebook.experiment.compile.loss.class_name == "SparseCategoricalCrossentropy"
    assert notebook.problems() == []


def test_outputs_of_a_line_become_one() -> None:
    notebook = Notebook()
    notebook.choose_data(DataSpec("line"))
    for _ in range(5):
        for problem in notebook.problems()[:1]:
            notebook.repair(*problem.path)
    assert notebook.problems() == []
    assert notebook.experiment.model.layers[-1].config == {"units": 1, "activation": "linear"}


def test_a_close_name_replaces_the_unknown_one() -> None:
    notebook = Notebook()
    change(1, "activation", "rellu")(notebook)
    notebook.edit({"op": "repair", "index": 1})
    assert notebook.experiment.model.layers[1].config["activation"] == "relu"


def test_a_brick_with_a_problem_says_so_where_it_is() -> None:
    notebook = Notebook()
    change(1, "units", "abc")(notebook)
    stack = bricks.stack(notebook.experiment, notebook.problems())
    assert [brick["problem"] is None for brick in stack] == [True, False, True]
    assert stack[1]["problem"]["field"] == "units"
    assert "abc" in stack[1]["problem"]["text"]
    assert stack[1]["problem"]["repair"] is None


def test_every_brick_offers_the_repair_that_there_is() -> None:
    notebook = Notebook()
    without(0)(notebook)
    problem = bricks.stack(notebook.experiment, notebook.problems())[0]["problem"]
    assert problem["repair"] == "끼우기"
    assert "Flatten" in problem["text"]


@pytest.mark.parametrize("wrong", [
    loss("CategoricalCrossentropy"), one_hot, loss("Dnse"), loss("CTC"), loss("BinaryCrossentropy"),
    lambda notebook: notebook.choose_compile(replace(FIRST.compile, optimizer=ObjectSpec("Adm"))),
    lambda notebook: notebook.choose_compile(replace(FIRST.compile, optimizer=ObjectSpec("Adam", {"beta_1": "x"}))),
    lambda notebook: notebook.choose_compile(replace(FIRST.compile, metrics=(ObjectSpec("accuracyy"),))),
    lambda notebook: notebook.choose_data(replace(FIRST.data, test_share="많이")),
    lambda notebook: notebook.choose_data(DataSpec("line", {"n": "x"})),
    lambda notebook: notebook.choose_data(DataSpec("nothing")),
    lambda notebook: notebook.choose_fit(epochs="열"),
    lambda notebook: notebook.load(replace(FIRST, model=ModelSpec())),
])
def test_every_problem_has_a_place_where_it_is_shown(wrong: Wrong) -> None:
    """At a brick, at a field that its form has, or at the form as a whole."""
    notebook = Notebook()
    wrong(notebook)
    problems = notebook.problems()
    assert problems
    for problem in problems:
        cell = problem.path[0]
        if cell == "layers":
            continue
        shown = problems_by_field(notebook, str(cell))
        assert shown
        assert set(shown) <= {"", *fields_of(notebook, str(cell))}, (problem, shown)


def fields_of(notebook: Notebook, cell: str) -> set[str]:
    from app.state import data_form, pickers

    made = {"data": lambda: data_form.data_fields(notebook.experiment.data),
            "compile": lambda: pickers.compile_fields(notebook.experiment.compile), "fit": pickers.fit_fields}
    return {field["name"] for field in made[cell]()}
