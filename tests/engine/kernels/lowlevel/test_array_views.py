"""Unchecked views are refused for arrays that they would read wrongly."""

import numba
import numpy as np
import pytest

from engine.kernels import SINGLE_THREAD, add_bias_relu, softmax_rows
from engine.kernels.lowlevel import array_views

VIEWS = {
    "flatten": lambda x: array_views.flatten(x).size,
    "slice_rows": lambda x: array_views.slice_rows(x, 0, 1).size,
    "index_first": lambda x: array_views.index_first(x, 0).size,
    "index_slice": lambda x: array_views.index_slice(x, 0, 0, 1).size,
}


@pytest.mark.parametrize("name", VIEWS)
def test_views_of_strided_arrays_do_not_compile(name):
    compiled = numba.njit(VIEWS[name])
    assert compiled(np.ones((2, 3, 4))) > 0
    with pytest.raises(TypeError, match="C-contiguous"):
        compiled(np.ones((2, 3, 8))[:, :, ::2])


def test_kernels_refuse_strided_arrays():
    x = np.ones((3, 8), "float32")
    with pytest.raises(TypeError, match="C-contiguous"):
        softmax_rows(x[:, ::2], x[:, :4])
    with pytest.raises(TypeError, match="C-contiguous"):
        add_bias_relu(x[:, :4], np.ones(4, "float32"), SINGLE_THREAD)
