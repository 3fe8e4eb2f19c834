"""Sets that lie elsewhere: each can be brought here by the page."""

from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Remote


def test_what_is_not_embedded_can_be_downloaded():
    elsewhere = [name for name, dataset in CATALOG.items() if not dataset.embedded]
    assert {"mnist", "imdb", "reuters", "nsmc"} <= {*elsewhere}
    assert [name for name in elsewhere if not isinstance(CATALOG[name], Remote)] == []
