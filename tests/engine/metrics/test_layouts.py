"""Every metric gives the same value for arrays in any layout of memory."""

import pytest
from layouts import check_layouts


@pytest.mark.parametrize("weighted", [False, True])
def test_results(case, weighted):
    def compute(*arrays):
        metric = case.make()
        metric.update_state(*arrays)
        return [metric.result()]

    check_layouts(compute, *case.arguments(weighted)[0])
