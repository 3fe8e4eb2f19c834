"""What a full collection leaves is left out by the next ones, until nobody has a page open or many have gone by."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from app.collecting import EVERY, Collecting


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collecting() -> Iterator[Collecting]:
    made, before = Collecting(), gc.get_threshold()
    made.begin()
    yield made
    gc.callbacks.remove(made.noticed)
    gc.set_threshold(*before)
    gc.unfreeze()


def grown_old(collecting: Collecting) -> "ref[Ring]":
    """Something that has become garbage after it was frozen, while a page is open."""
    collecting.pages = 1
    ring = Ring()
    gc.collect()
    return ref(ring)


def test_what_is_left_is_frozen(collecting: Collecting) -> None:
    before = gc.get_freeze_count()
    rings = [Ring() for _ in range(1000)]
    collecting.pages = 1
    gc.collect()
    assert gc.get_freeze_count() >= before + len(rings)


def test_garbage_that_was_frozen_goes_when_no_page_is_open(collecting: Collecting) -> None:
    old = grown_old(collecting)
    gc.collect()
    assert old() is not None
    collecting.pages = 0
    gc.collect()
    assert old() is None


def test_garbage_that_was_frozen_goes_in_the_end_where_pages_stay_open(collecting: Collecting) -> None:
    old = grown_old(collecting)
    for _ in range(EVERY):
        gc.collect()
    assert old() is None


def test_new_garbage_goes_at_once(collecting: Collecting) -> None:
    collecting.pages = 1
    new = ref(Ring())
    gc.collect()
    assert new() is None
