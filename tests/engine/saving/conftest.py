"""Lets tests import the scenarios that were recorded from Keras, and gives them the files that it wrote."""

import sys
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))


@pytest.fixture(scope="session")
def recorded():
    return dict(np.load(GOLDEN / "saved.npz"))
