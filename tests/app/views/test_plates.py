"""Every kind of data has its plate below the stack and a first model."""

from typing import get_args

from app.views.model_cell import PLATES
from engine.datasets.dataset import Kind
from engine.specs.starter_model import HIDDEN_UNITS


def test_every_kind_of_data_has_a_plate_and_a_first_model():
    assert set(get_args(Kind)) == set(PLATES) == set(HIDDEN_UNITS)
