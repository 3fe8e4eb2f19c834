"""Code that a learner writes in a step's code face becomes that step, and no other; what is not understood changes nothing."""

import pytest

from app.state.notebook import FIRST
from app.state.reading import read_step
from app.texts.problems import say
from engine.datasets.catalog import CATALOG
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec
from engine.specs.script import step_code

FIRST_CONNECTED = FIRST.with_input_shape()
EDITABLE = ("data", "model", "compile", "fit")


@pytest.mark.parametrize("step", EDITABLE)
def test_the_code_of_a_step_read_back_changes_nothing(step: str) -> None:
    reading = read_step(step, step_code(FIRST_CONNECTED, step), FIRST_CONNECTED)
    experiment, problems = reading.experiment, reading.problems
    assert problems == ()
    assert experiment == FIRST_CONNECTED


@pytest.mark.parametrize("name", [name for name, dataset in CATALOG.items() if dataset.embedded])
def test_the_code_of_every_embedded_set_is_read_back(name: str) -> None:
    given = Experiment(DataSpec(name)).with_input_shape()
    reading = read_step("data", step_code(given, "data"), given)
    experiment, problems = reading.experiment, reading.problems
    assert problems == ()
    assert experiment == given


@pytest.mark.parametrize(("step", "before", "after", "found"), [
    ("model", "Dense(64", "Dense(32", lambda e: e.model.layers[1].config["units"] == 32),
    ("compile", "0.01", "0.5", lambda e: e.compile.optimizer.config["learning_rate"] == 0.5),
    ("fit", "epochs=20", "epochs=7", lambda e: e.fit.epochs == 7),
])
def test_a_change_in_the_code_is_a_change_of_the_experiment(step: str, before: str, after: str, found: object) -> None:
    code = step_code(FIRST_CONNECTED, step)
    assert before in code
    reading = read_step(step, code.replace(before, after), FIRST_CONNECTED)
    experiment, problems = reading.experiment, reading.problems
    assert problems == ()
    assert experiment is not None
    assert found(experiment)  # type: ignore[operator]
    assert experiment.data == FIRST_CONNECTED.data


@pytest.mark.parametrize("text", ["", "model = (", "import os\nos.remove('x')", "가" * 100, "💥", "\x00", "x" * 300_000,
                                  "model = keras.Sequential([print(1)])", "(" * 5_000, "1" * 5_000, "a = '\\ud800'"])
@pytest.mark.parametrize("step", EDITABLE)
def test_what_is_not_understood_is_a_korean_problem(step: str, text: str) -> None:
    reading = read_step(step, text, FIRST_CONNECTED)
    experiment, problems = reading.experiment, reading.problems
    assert experiment is None
    assert problems
    for problem in problems:
        assert any("가" <= letter <= "힣" for letter in say(problem))


def test_a_broken_line_is_named() -> None:
    code = step_code(FIRST_CONNECTED, "model")
    lines = code.splitlines()
    at = next(n for n, line in enumerate(lines, 1) if "Dense(64" in line)
    reading = read_step("model", code.replace("Dense(64,", "Dense(64 oops,"), FIRST_CONNECTED)
    experiment, problems = reading.experiment, reading.problems
    assert experiment is None
    assert problems[0].values["line"] == at
    assert f"{at}번째 줄" in say(problems[0])
    assert say(problems[0]).count(f"{at}번째 줄") == 1


@pytest.mark.parametrize(("step", "text", "line"), [
    ("model", "model = Sequential([\n    Dence(3)])", 2), ("model", "model = Sequential([\n Conv2D(3, 3, data_format='x')])", 2),
    ("fit", "model.fit(x, y,\n  epochs=n)", 2), ("compile", "model.compile('sgd',\n my_loss)", 2), ("model", "x = (\n", 1),
    ("model", "model = Sequential([Dense(3), \n Dense(units=3, nunits=4, **k)])", 2),
])
def test_the_line_is_told_once(step: str, text: str, line: int) -> None:
    problems = read_step(step, text, FIRST_CONNECTED).problems
    for problem in problems:
        assert say(problem).count("번째 줄") == 1
        assert say(problem).startswith(f"{line}번째 줄")
        assert str(problem).count("ine ") == 1


def test_a_misspelt_name_gets_a_question() -> None:
    (problem,) = read_step("model", "model = Sequential([Dence(3)])", FIRST_CONNECTED).problems
    assert "혹시 ‘Dense’인가요?" in say(problem)


def test_notices_tell_what_has_no_effect() -> None:
    text = ("!pip install keras\nmodel = Sequential([Input((3,)), Flatten(), Dense(10)])\nmodel.compile('sgd', 'mse')\n"
            "model.fit(x, y, epochs=3)")
    reading = read_step("model", text, FIRST_CONNECTED)
    assert reading.problems == ()
    assert [notice.code for notice in reading.notices] == ["cleaned_magics", "shape_from_data", "other_step", "other_step"]
    assert reading.text.startswith("# !pip")
    assert all("번째 줄" in say(notice) for notice in reading.notices)


def test_a_seed_in_the_model_is_the_seed_of_the_run() -> None:
    text = "keras.utils.set_random_seed(77)\n" + "model = Sequential([Dense(10)])"
    experiment = read_step("model", text, FIRST_CONNECTED).experiment
    assert experiment is not None
    assert experiment.fit.seed == 77
