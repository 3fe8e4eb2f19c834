"""Worker processes for the tests of the app: one small pool for all of them."""

from collections.abc import Iterator

import pytest

from app.compute.workers import Workers


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Two processes, as a laptop with two cores has them."""
    pool = Workers(2)
    yield pool
    pool.stop()
