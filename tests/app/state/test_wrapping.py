"""Bricks in bricks: the form of a wrapping layer, what its frame says, and the repair that lets sequences through."""

import json

from app.state import bricks
from app.state.forms import form_of
from app.state.notebook import Notebook
from engine.registry import lookup
from engine.specs.experiment import Experiment
from engine.specs.from_python import from_python
from engine.specs.inspection import validate
from engine.specs.objects import DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.specs.repairs import Draft, repair
from engine.specs.to_python import model_code


def field(cls, name):
    return next(one for one in form_of("layer", lookup("layer", cls)) if one["name"] == name)


def test_a_frame_offers_the_layers_that_it_takes_with_their_fields():
    assert field("Bidirectional", "layer")["names"] == ["SimpleRNN", "LSTM", "GRU"]
    inside = field("TimeDistributed", "layer")
    assert {"Dense", "LSTM", "Flatten"} <= set(inside["names"])
    assert not {"InputLayer", "Bidirectional", "TimeDistributed"} & set(inside["names"])
    assert inside["forms"]["Dense"][0]["name"] == "units"
    assert len(json.dumps(inside)) < 200_000


def test_a_name_chosen_in_a_frame_becomes_a_layer_with_first_values():
    notebook = Notebook()
    notebook.edit({"op": "add", "class_name": "Bidirectional", "index": 0})
    notebook.edit({"op": "set", "index": 0, "name": "layer", "value": "GRU"})
    layer = notebook.experiment.model.layers[0]
    assert layer.config["layer"] == {"class_name": "GRU", "config": {"units": 32}}
    assert bricks.stack(notebook.experiment, notebook.problems())[0]["face"] == ["GRU", "32"]


def test_sequences_are_let_through_at_one_press():
    inner = {"class_name": "GRU", "config": {"units": 3}}
    for below in (ObjectSpec("LSTM", {"units": 3}), ObjectSpec("Bidirectional", {"layer": inner})):
        model = ModelSpec((below, ObjectSpec("LSTM", {"units": 2})), (4, 1))
        (problem,) = validate(model)
        assert problem.code == "sequence_expected"
        mended = repair(Draft(model, Experiment().compile), problem)
        assert validate(mended.model) == []
    dense = ModelSpec((ObjectSpec("Dense", {"units": 3}), ObjectSpec("LSTM", {"units": 2})), (4,))
    assert repair(Draft(dense, Experiment().compile), validate(dense)[0]) is None


def test_layers_that_keep_their_state_know_the_batch_size():
    layers = (ObjectSpec("TimeDistributed", {"layer": {"class_name": "Flatten", "config": {}}}),
              ObjectSpec("LSTM", {"units": 3, "stateful": True}), ObjectSpec("Dense", {"units": 1}))
    experiment = Experiment(DataSpec("digits"), ModelSpec(layers), fit=FitSpec(batch_size=7)).with_input_shape()
    assert experiment.model.batch_size == 7
    code = model_code(experiment.model)
    assert "keras.Input(batch_shape=(7, 8, 8))" in code
    assert from_python(code).model == experiment.model
    assert ModelSpec.from_json(json.loads(json.dumps(experiment.model.to_json()))) == experiment.model
