"""What there is once in a server: settings, workers, garbage collection, downloads, open notebooks."""

from functools import cache

from app.compute.downloading import Downloads
from app.compute.workers import Workers
from app.gc_tuning import GcTuner
from app.settings import Settings, read_settings
from app.state.desk import Desk
from app.storage.notebooks import NotebookStore


@cache
def settings() -> Settings:
    """Settings as the environment was when they were first asked for."""
    return read_settings()


@cache
def workers() -> Workers:
    """The pool that all learners share."""
    return Workers(settings().workers, settings().attempts)


@cache
def collecting() -> GcTuner:
    """How garbage is collected."""
    return GcTuner()


@cache
def downloads() -> Downloads:
    """Data sets on their way."""
    return Downloads()


@cache
def desk() -> Desk:
    """The open notebooks."""
    return Desk(NotebookStore(settings().storage), workers())
