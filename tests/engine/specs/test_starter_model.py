"""The suggested model matches every data set."""

import pytest

from engine.datasets.catalog import CATALOG
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec, FitSpec
from engine.specs.starter_model import mismatches_data, suggest_model


@pytest.mark.parametrize("name", CATALOG)
def test_suggested_models_match_every_data_layout(name):
    for flatten in (False, True):
        for one_hot in (False, True):
            data = DataSpec(name, flatten=flatten, one_hot=one_hot)
            draft = suggest_model(data)
            experiment = Experiment(data, draft.model, draft.compile, FitSpec()).with_input_shape()
            assert experiment.problems() == [], (flatten, one_hot)
            assert not mismatches_data(experiment), (flatten, one_hot)
