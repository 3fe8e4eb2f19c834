"""Makes the scenarios recorded from Keras importable, and provides the files that Keras wrote."""

import sys
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))


@pytest.fixture(scope="session")
def recorded():
    return dict(np.load(GOLDEN / "saved.npz"))
