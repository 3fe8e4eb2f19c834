"""Record the training runs of convolution_scenarios.py with Keras into convolution_fits.npz.

Run in an environment with Keras 3 and a backend: ``python tests/golden/record_convolution_fits.py``. Tests only read it.
"""

from pathlib import Path

import keras
import numpy as np
from convolution_scenarios import SCENARIOS
from fit_scenarios import run

arrays = {}
for name, scenario in SCENARIOS.items():
    keras.backend.clear_session()
    arrays |= {f"{name}|{key}": np.asarray(array, "float32") for key, array in run(keras, scenario).items()}
    print(name, flush=True)
np.savez_compressed(Path(__file__).with_name("convolution_fits.npz"), **arrays)
