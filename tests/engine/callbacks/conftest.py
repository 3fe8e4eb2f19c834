"""Lets tests import the scenarios that were recorded from Keras, which lie beside the recordings."""

import sys
from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))
