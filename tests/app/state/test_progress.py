"""Numbers of a run in words."""

import pytest

from app.state.progress import readable


@pytest.mark.parametrize(("value", "text"), [
    (0.12345, "0.1235"), (999_999.0, "999999.0000"), (1.1475304131933124e19, "1.148e19"), (-3.3e9, "-3.300e9"),
    (float("nan"), "nan"), (float("inf"), "inf"),
])
def test_numbers_are_readable(value, text):
    assert readable(value) == text
