"""The notebook of one learner: edits, undo and redo, other cells, and what must stay quick and bounded."""

from dataclasses import replace

import pytest

from app.state.notebook import FIRST, UNDO_STEPS, Notebook
from engine.limits import MAX_LAYERS, MAX_UNITS
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec, ModelSpec, ObjectSpec

UNDONE = {"op": "undo"}
REDONE = {"op": "redo"}


def names(notebook: Notebook) -> list[str]:
    return [layer.class_name for layer in notebook.experiment.model.layers]


def add(name: str, index: int, **config: object) -> dict[str, object]:
    return {"op": "add", "class_name": name, "index": index, "config": config}


def change(index: int, name: str, value: object) -> dict[str, object]:
    return {"op": "set", "index": index, "name": name, "value": value}


def test_the_first_notebook_is_ready_to_train() -> None:
    notebook = Notebook()
    assert notebook.problems() == []
    assert notebook.experiment.model.input_shape == (8, 8)
    assert not notebook.can_undo
    assert not notebook.can_redo


def test_every_edit_does_what_it_says_and_can_be_undone() -> None:
    notebook = Notebook()
    seen = [notebook.experiment.model]
    brick = ObjectSpec("Dropout", {"rate": 0.3}).to_json()
    messages = [
        add("Dropout", 2, rate=0.5), change(1, "units", 32), {"op": "move", "source": 2, "target": 1},
        {"op": "remove", "index": 1}, {"op": "paste", "index": 2, "bricks": [brick, brick]},
    ]
    for message in messages:
        assert notebook.edit(message) is None
        seen.append(notebook.experiment.model)
    assert names(notebook) == ["Flatten", "Dense", "Dropout", "Dropout", "Dense"]
    assert notebook.experiment.model.layers[1].config == {"units": 32, "activation": "relu"}
    for model in reversed(seen[:-1]):
        notebook.edit(UNDONE)
        assert notebook.experiment.model == model
    for model in seen[1:]:
        notebook.edit(REDONE)
        assert notebook.experiment.model == model
    assert not notebook.can_redo


def test_an_edit_after_undo_forgets_what_was_undone() -> None:
    notebook = Notebook()
    notebook.edit(change(1, "units", 32))
    notebook.edit(UNDONE)
    notebook.edit(change(1, "units", 16))
    assert not notebook.can_redo
    notebook.edit(UNDONE)
    assert notebook.experiment.model.layers[1].config["units"] == 64


def test_a_hundred_steps_can_be_taken_back_and_no_more() -> None:
    notebook = Notebook()
    for units in range(1, UNDO_STEPS + 51):
        notebook.edit(change(1, "units", units))
    for step in range(UNDO_STEPS):
        assert notebook.can_undo, step
        notebook.undo()
    assert not notebook.can_undo
    assert notebook.experiment.model.layers[1].config["units"] == 50
    for _ in range(UNDO_STEPS):
        notebook.redo()
    assert notebook.experiment.model.layers[1].config["units"] == UNDO_STEPS + 50
    assert not notebook.can_redo


def test_undo_leaves_data_and_fit_alone() -> None:
    notebook = Notebook()
    notebook.edit(change(1, "units", 32))
    notebook.choose_fit(epochs=3)
    notebook.choose_data(replace(notebook.experiment.data, test_share=0.3))
    notebook.undo()
    assert notebook.experiment.fit.epochs == 3
    assert notebook.experiment.data.test_share == 0.3
    assert notebook.experiment.model.layers[1].config["units"] == 64


def test_undo_brings_back_the_stack_alone_where_other_cells_were_changed_since() -> None:
    notebook = Notebook()
    notebook.edit(change(1, "units", 32))
    slow = replace(FIRST.compile, optimizer=ObjectSpec("SGD", {"learning_rate": 0.1}))
    notebook.choose_compile(slow)
    notebook.edit(UNDONE)
    assert notebook.experiment.model == FIRST.with_input_shape().model
    assert notebook.experiment.compile == slow
    notebook.edit(REDONE)
    assert notebook.experiment.model.layers[1].config["units"] == 32
    assert notebook.experiment.compile == slow


def test_a_stack_that_comes_back_lies_on_the_data_of_now_with_a_loss_that_suits_it() -> None:
    notebook = Notebook()
    notebook.edit(change(2, "activation", "linear"))
    notebook.choose_compile(replace(FIRST.compile, loss=ObjectSpec("CategoricalCrossentropy")))
    notebook.repair("compile", "loss")
    notebook.choose_data(DataSpec("line"))
    loss = notebook.experiment.compile.loss
    while notebook.can_undo:
        notebook.undo()
        assert notebook.experiment.model.input_shape == (1,)
        assert notebook.experiment.compile.loss == loss


def test_ten_thousand_quick_edits_stay_bounded() -> None:
    notebook = Notebook()
    for step in range(10_000):
        assert notebook.edit(change(1, "units", step % 500 + 1)) is None
    assert len(notebook._past) == UNDO_STEPS
    assert notebook.experiment.model.layers[1].config["units"] == 500
    assert notebook.problems() == []


def test_ten_thousand_bricks_are_refused_with_a_problem_and_nothing_is_lost() -> None:
    notebook = Notebook()
    refused = [notebook.edit(add("Dropout", 1, rate=0.1)) for _ in range(10_000)]
    assert len(notebook.experiment.model.layers) == MAX_LAYERS
    found = {problem.code for problem in refused if problem is not None}
    assert found == {"too_many_layers"}
    assert refused.count(None) == MAX_LAYERS - len(FIRST.model.layers)


@pytest.mark.parametrize("value", ["abc", -1, 0, 10**9, 10**30, "💥", None, 1.5, [], {"a": 1}, True, "", "\x00", "가" * 500])
def test_an_impossible_value_is_kept_and_is_a_problem_at_its_place(value: object) -> None:
    notebook = Notebook()
    notebook.edit(change(1, "units", value))
    assert notebook.experiment.model.layers[1].config["units"] == value
    assert notebook.problems()[0].path == ("layers", 1, "units")
    kept = Experiment.from_json(notebook.experiment.to_json())
    assert kept == notebook.experiment
    notebook.edit(change(1, "units", 8))
    assert notebook.problems() == []


def test_a_brick_nobody_knows_is_a_problem_and_not_an_error() -> None:
    notebook = Notebook()
    notebook.edit(add("Dnse", 1, units=4))
    assert names(notebook)[1] == "Dnse"
    assert notebook.problems()[0].code == "unknown_name"


def test_a_model_too_large_is_refused_before_memory_is_taken() -> None:
    notebook = Notebook()
    notebook.edit(change(1, "units", MAX_UNITS))
    notebook.edit(add("Dense", 2, units=MAX_UNITS))
    problem = notebook.problems()[0]
    assert problem.code == "too_many_parameters"
    assert problem.path == ("layers", 2)
    assert problem.values["asked"] > problem.values["limit"]


def test_the_selection_stays_within_the_stack() -> None:
    notebook = Notebook()
    notebook.edit({"op": "select", "index": 2})
    notebook.edit({"op": "remove", "index": 2})
    assert notebook.selected == 1
    for _ in range(2):
        notebook.edit({"op": "remove", "index": 0})
    assert notebook.selected == -1
    assert notebook.problems()[0].code == "no_layers"
    notebook.undo()
    assert notebook.selected < len(notebook.experiment.model.layers)


def test_data_with_other_labels_brings_a_loss_that_suits_them() -> None:
    notebook = Notebook()
    notebook.choose_data(DataSpec("line"))
    assert notebook.experiment.compile.loss.class_name == "MeanSquaredError"
    assert notebook.experiment.model.input_shape == (1,)
    notebook.choose_data(DataSpec("digits"))
    assert notebook.experiment.compile.loss.class_name == "SparseCategoricalCrossentropy"


def test_data_of_the_same_kind_keeps_what_was_chosen() -> None:
    notebook = Notebook()
    notebook.choose_compile(replace(notebook.experiment.compile, optimizer=ObjectSpec("SGD")))
    notebook.choose_data(replace(notebook.experiment.data, validation_share=0.2))
    assert notebook.experiment.compile.optimizer.class_name == "SGD"


def test_a_data_set_nobody_knows_leaves_the_stack_as_it_was() -> None:
    notebook = Notebook()
    notebook.choose_data(DataSpec("digts"))
    assert [problem.path[0] for problem in notebook.problems()] == ["data"]
    assert names(notebook) == ["Flatten", "Dense", "Dense"]
    notebook.choose_data(DataSpec("digits"))
    assert notebook.problems() == []


@pytest.mark.parametrize("value", ["abc", -1, 0, 10**9, None, 0.5])
@pytest.mark.parametrize("name", ["epochs", "batch_size", "seed"])
def test_impossible_numbers_of_fit_are_problems_at_their_field(name: str, value: object) -> None:
    notebook = Notebook()
    notebook.choose_fit(**{name: value})
    if (name, value) in (("seed", 0), ("seed", 10**9)):
        assert notebook.problems() == []
    else:
        assert [problem.path for problem in notebook.problems()] == [("fit", name)]
    assert getattr(notebook.experiment.fit, name) == value


def test_every_change_is_seen_by_its_revision() -> None:
    notebook = Notebook()
    seen = [notebook.revision]
    notebook.edit(change(1, "units", 2))
    seen.append(notebook.revision)
    notebook.choose_fit(epochs=2)
    seen.append(notebook.revision)
    notebook.undo()
    seen.append(notebook.revision)
    notebook.load(replace(FIRST, model=ModelSpec()))
    seen.append(notebook.revision)
    assert seen == sorted(set(seen))


def test_ten_thousand_quick_edits_lose_nothing() -> None:
    notebook = Notebook()
    for n in range(1, 10_001):
        notebook.edit({"op": "set", "index": 1, "name": "units", "value": n})
    assert notebook.experiment.model.layers[1].config["units"] == 10_000
    assert notebook.problems() == []
    for n in range(9_999, 9_899, -1):
        notebook.undo()
        assert notebook.experiment.model.layers[1].config["units"] == n
    notebook.undo()
    assert notebook.experiment.model.layers[1].config["units"] == 9_900
    notebook.redo()
    assert notebook.experiment.model.layers[1].config["units"] == 9_901


@pytest.mark.parametrize("name", ["iris", "breast_cancer", "line", "spiral", "made_reviews", "made_topics"])
def test_a_stack_made_for_other_data_gives_way_to_one_that_fits_in_one_step(name: str) -> None:
    notebook = Notebook()
    assert not notebook.outgrown
    notebook.choose_data(DataSpec(name))
    assert notebook.outgrown
    before = notebook.experiment
    notebook.suit_data()
    assert notebook.problems() == []
    assert not notebook.outgrown
    notebook.undo()
    assert notebook.experiment == before


def test_a_stack_that_fits_other_data_too_is_left_alone() -> None:
    notebook = Notebook()
    notebook.choose_data(DataSpec("mnist", {"n": 1000}))
    assert not notebook.outgrown
    notebook.edit(change(2, "units", 7))
    assert notebook.outgrown


def test_mistakes_on_the_data_that_was_there_are_not_laid_to_the_data() -> None:
    notebook = Notebook()
    notebook.edit(change(2, "units", 7))
    assert notebook.problems() != []
    assert not notebook.outgrown
