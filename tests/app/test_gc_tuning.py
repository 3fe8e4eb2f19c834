"""Survivors of a full collection are skipped by later ones, until no page is open or the interval is over."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from app.gc_tuning import UNFREEZE_INTERVAL, GcTuner


class Ring:
    """A reference cycle, freed only by a collection."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collecting() -> Iterator[GcTuner]:
    tuner, before = GcTuner(), gc.get_threshold()
    tuner.begin()
    yield tuner
    gc.callbacks.remove(tuner.on_collection)
    gc.set_threshold(*before)
    gc.unfreeze()


def make_frozen_garbage(collecting: GcTuner) -> "ref[Ring]":
    """Garbage that was frozen while a page is open."""
    collecting.pages = 1
    ring = Ring()
    gc.collect()
    return ref(ring)


def test_survivors_are_frozen(collecting: GcTuner) -> None:
    before = gc.get_freeze_count()
    rings = [Ring() for _ in range(1000)]
    collecting.pages = 1
    gc.collect()
    assert gc.get_freeze_count() >= before + len(rings)


def test_frozen_garbage_is_freed_when_no_page_is_open(collecting: GcTuner) -> None:
    old = make_frozen_garbage(collecting)
    gc.collect()
    assert old() is not None
    collecting.pages = 0
    gc.collect()
    assert old() is None


def test_frozen_garbage_is_freed_after_the_interval(collecting: GcTuner) -> None:
    old = make_frozen_garbage(collecting)
    for _ in range(UNFREEZE_INTERVAL):
        gc.collect()
    assert old() is None


def test_new_garbage_is_freed_at_once(collecting: GcTuner) -> None:
    collecting.pages = 1
    new = ref(Ring())
    gc.collect()
    assert new() is None
