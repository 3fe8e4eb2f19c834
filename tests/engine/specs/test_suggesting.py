"""The model that is offered for new data: it fits whatever the data are."""

import pytest

from engine.datasets.catalog import CATALOG
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec, FitSpec
from engine.specs.suggesting import made_for_other_data, suggested


@pytest.mark.parametrize("name", CATALOG)
def test_a_suggested_model_fits_its_data_however_they_are_laid_out(name):
    for flatten in (False, True):
        for one_hot in (False, True):
            data = DataSpec(name, flatten=flatten, one_hot=one_hot)
            draft = suggested(data)
            experiment = Experiment(data, draft.model, draft.compile, FitSpec()).connected()
            assert experiment.problems() == [], (flatten, one_hot)
            assert not made_for_other_data(experiment), (flatten, one_hot)
