"""Makes the scenarios that were recorded from Keras importable."""

import sys
from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))
