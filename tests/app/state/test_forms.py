"""Forms come from the registry: every class, every hyperparameter, as plain data that a browser can take."""

import json
from dataclasses import replace

import pytest

from app.state import bricks, pickers
from app.state.data_form import data_fields, data_values
from app.state.forms import HIDDEN, form_of
from app.state.notebook import FIRST, Notebook
from engine import registry
from engine.datasets.catalog import CATALOG
from engine.errors import ProblemError
from engine.hyperparameters import MISSING, hyperparameters, range_of
from engine.layers.input_layer import InputLayer
from engine.registry import PACKAGES, classes
from engine.specs.canonical import as_plain
from engine.specs.objects import CodeSpec, DataSpec, ObjectSpec, plain

CLASSES = [(kind, cls) for kind in PACKAGES for cls in classes(kind)]
every_class = pytest.mark.parametrize(("kind", "cls"), CLASSES, ids=lambda each: getattr(each, "__name__", each))


@every_class
def test_a_form_has_every_hyperparameter_with_words(kind: str, cls: type) -> None:
    form = form_of(kind, cls)
    assert [field["name"] for field in form] == [name for name in hyperparameters(cls) if name not in HIDDEN]
    assert all(field["label"] and field["help"] for field in form)
    assert all(isinstance(field["widget"], str) for field in form)
    limits = [field[name] for field in form for name in ("low", "high") if isinstance(field.get(name), int)]
    assert all(abs(limit) <= 2**53 for limit in limits), "a browser would round it"
    assert [field["name"] for field in form if field["required"]] == [
        name for name, f in hyperparameters(cls).items() if f.default is MISSING and name not in HIDDEN]
    assert not any(field["advanced"] for field in form if field["required"])


@every_class
def test_a_form_is_plain_data(kind: str, cls: type) -> None:
    form = form_of(kind, cls)
    assert json.loads(json.dumps(form, allow_nan=False)) == plain(form)


@every_class
def test_a_default_is_a_value_that_its_field_takes(kind: str, cls: type) -> None:
    for name, f in hyperparameters(cls).items():
        if f.default is not MISSING:
            try:
                range_of(f).convert(name, as_plain(f, f.default))
            except ProblemError as error:
                pytest.fail(f"{name}: {error}")


def test_the_palette_offers_every_layer_but_input_with_a_config_that_is_right() -> None:
    offered = {item["class_name"]: item for group in bricks.catalog() for item in group["items"]}
    assert set(offered) == {cls.__name__ for cls in classes("layer") if cls is not InputLayer}
    for name, item in offered.items():
        notebook = Notebook()
        notebook.edit({"op": "add", "class_name": name, "index": 1})
        assert not [p for p in notebook.problems() if p.code in ("required", "unknown_argument")], name
        assert item["summary"]
    json.dumps(bricks.catalog(), allow_nan=False)


@pytest.mark.parametrize("name", [*CATALOG])
def test_every_data_set_has_a_form_and_a_stack_on_it(name: str) -> None:
    notebook = Notebook()
    notebook.choose_data(DataSpec(name))
    spec = notebook.experiment.data
    fields = data_fields(spec)
    json.dumps([fields, data_values(spec)], allow_nan=False)
    assert fields[0]["title"] == "데이터셋"
    json.dumps(bricks.stack(notebook.experiment, notebook.problems()), allow_nan=False)
    json.dumps([pickers.problems_by_field(notebook, cell) for cell in ("data", "compile", "fit")], allow_nan=False)


@pytest.mark.parametrize(("part", "name"), [
    *(("optimizer", cls.__name__) for cls in classes("optimizer")), *(("loss", cls.__name__) for cls in classes("loss"))])
def test_every_optimizer_and_loss_has_its_arguments_in_the_form(part: str, name: str) -> None:
    spec = replace(FIRST.compile, **{part: ObjectSpec(name)})
    fields = pickers.compile_fields(spec)
    names = {field["name"] for field in fields}
    wanted = {f"{part}.{argument}" for argument in hyperparameters(registry.table(part)[name])
              if argument not in pickers.SHARED}
    assert wanted <= names
    json.dumps([fields, pickers.compile_values(spec)], allow_nan=False)


def test_pickers_are_called_as_promised() -> None:
    titles = [field.get("title") for field in pickers.compile_fields(FIRST.compile)]
    assert titles[:3] == ["옵티마이저", "손실 함수", "측정 항목"]
    assert [field["title"] for field in pickers.fit_fields()][:3] == ["에포크", "배치 크기", "학습률"]


def test_what_is_chosen_is_among_the_choices() -> None:
    for name in CATALOG:
        notebook = Notebook()
        notebook.choose_data(DataSpec(name))
        values = pickers.compile_values(notebook.experiment.compile)
        for field in pickers.compile_fields(notebook.experiment.compile)[:3]:
            offered = {option["value"] for option in field["options"]}
            chosen = values[field["name"]]
            assert set(chosen if isinstance(chosen, list) else [chosen]) <= offered


def test_a_brick_that_has_no_class_is_drawn_too() -> None:
    notebook = Notebook()
    notebook.edit({"op": "add", "class_name": "💥", "index": 1})
    brick = bricks.stack(notebook.experiment, notebook.problems())[1]
    assert (brick["form"], brick["output_shape"], brick["params"]) == ("brick", None, None)
    assert brick["problem"]["text"]


def test_callbacks_have_forms_and_those_that_are_code_stay() -> None:
    fit = replace(FIRST.fit, callbacks=(CodeSpec("stop"), ObjectSpec("EarlyStopping", {"patience": 2})))
    experiment = replace(FIRST, fit=fit)
    fields = {field["name"]: field for field in pickers.fit_fields(fit)}
    assert [option["value"] for option in fields["callbacks"]["options"]] == [cls.__name__ for cls in classes("callback")]
    assert fields["callbacks.1.patience"]["title"] == "EarlyStopping: patience"
    values = pickers.fit_values(experiment)
    assert values["callbacks"] == ["EarlyStopping"]
    assert values["callbacks.1.patience"] == 2
    more = pickers.changed_callbacks(fit, "callbacks", ["EarlyStopping", "TerminateOnNaN"])
    assert more == (fit.callbacks[1], ObjectSpec("TerminateOnNaN"), CodeSpec("stop"))
    slower = pickers.changed_callbacks(fit, "callbacks.1.patience", 5)
    assert slower == (CodeSpec("stop"), ObjectSpec("EarlyStopping", {"patience": 5}))
    assert pickers.changed_callbacks(fit, "callbacks.0.patience", 5) == fit.callbacks
    assert pickers.changed_callbacks(fit, "callbacks.9.patience", 5) == fit.callbacks


def test_the_validation_field_shows_the_split_of_fit_where_there_is_one() -> None:
    assert pickers.fit_values(FIRST)["validation_share"] == FIRST.data.validation_share
    split = replace(FIRST, fit=replace(FIRST.fit, validation_split=0.3))
    assert pickers.fit_values(split)["validation_share"] == 0.3
