"""NumPy's BLAS."""

import numpy as np

from engine.kernels.runtime import blas


def test_the_blas_of_numpys_wheels_has_an_sgemm():
    assert blas.sgemm_name() or "openblas" not in str(np.show_config(mode="dicts"))
