"""The package's table of kernels."""

import pytest

from engine import kernels
from engine.kernels import KERNELS
from engine.kernels.runtime.warmup import warm


def test_warmup_compiles_every_kernel():
    warm()
    for module, names in KERNELS.items():
        for name in names:
            compiled = getattr(kernels, name)
            assert module not in names
            assert getattr(compiled, "signatures", True), name


def test_an_unknown_kernel_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'adm'"):
        _ = kernels.adm
