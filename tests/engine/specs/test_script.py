"""An experiment printed as one Keras script is read back as the same experiment."""

import ast
import json

import pytest

from engine.datasets.catalog import CATALOG
from engine.specs.data import input_shape, target_of
from engine.specs.experiment import Experiment
from engine.specs.from_python import from_python
from engine.specs.matching import default_compile
from engine.specs.objects import DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.specs.script import STEPS, cells, ipynb, script

TITLES = {step: f"{number}단계" for number, step in enumerate(STEPS, start=1)}


def experiment(data, *layers):
    """An experiment with the given layers and an output layer that matches the labels."""
    target = target_of(data)
    outputs = target.classes if target.classes > 2 else 1
    activation = {} if not target.classes else {"activation": "softmax" if outputs > 1 else "sigmoid"}
    flat = [ObjectSpec("Flatten")] if len(input_shape(data)) > 1 else []
    model = ModelSpec((*flat, *layers, ObjectSpec("Dense", {"units": outputs, **activation})), input_shape(data))
    return Experiment(data, model, default_compile(target, outputs), FitSpec(3, 16, seed=4))


@pytest.mark.parametrize("name", CATALOG)
def test_scripts_are_read_back(name):
    experiment_ = experiment(DataSpec(name), ObjectSpec("Normalization"), ObjectSpec("Dense", {"units": 8}))
    assert experiment_.problems() == []
    reading = from_python(script(experiment_, TITLES))
    assert reading.problems == ()
    assert (reading.model, reading.compile, reading.fit) == (experiment_.model, experiment_.compile, experiment_.fit)


@pytest.mark.parametrize("name", [name for name, dataset in CATALOG.items() if not dataset.has_test_split])
def test_without_test_samples_the_validation_samples_are_evaluated(name):
    def codes(**shares):
        return {cell.step: cell.code for cell in cells(experiment(DataSpec(name, **shares)))}

    assert "evaluate(x_test, y_test," in codes(test_share=0.2)["evaluate"]
    assert "evaluate(x_val, y_val," in codes(test_share=0)["evaluate"]
    assert "predict(x_val[:5]" in codes(test_share=0)["predict"]
    assert "evaluate(x_train, y_train," in codes(test_share=0, validation_share=0)["evaluate"]
    assert "evaluate(x_val, y_val," in codes(test_share=1e-9)["evaluate"]


def test_notebooks_hold_the_code_of_every_cell():
    experiment_ = experiment(DataSpec("iris"))
    codes = [cell.code for cell in cells(experiment_)]
    assert all(ast.parse(code).body for code in codes)
    book = json.loads(ipynb(experiment_, TITLES))
    assert ["".join(c["source"]) + "\n" for c in book["cells"] if c["cell_type"] == "code"] == codes


def test_experiments_round_trip_through_json():
    experiment_ = experiment(DataSpec("two_blobs", {"n": 50}), ObjectSpec("Dropout", {"rate": 0.5}))
    assert Experiment.from_json(json.loads(json.dumps(experiment_.to_json()))) == experiment_
