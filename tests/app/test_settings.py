"""Settings of the environment: defaults that work, and errors that name the variable."""

import pytest

from app.settings import read_settings

VARIABLES = ("KERAS_BLOCKS_WORKERS", "KERAS_BLOCKS_STORAGE", "KERAS_BLOCKS_UPLOAD_MB")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_what_is_not_said_has_a_default(text, monkeypatch):
    for name in VARIABLES if text is not None else ():
        monkeypatch.setenv(name, text)
    found = read_settings()
    assert (found.workers >= 1, found.storage, found.upload) == (True, "", 5_000_000)


def test_what_is_said_counts(monkeypatch):
    for name, text in zip(VARIABLES, ("3", "sqlite:///here.sqlite", " 0.5 "), strict=True):
        monkeypatch.setenv(name, text)
    found = read_settings()
    assert (found.workers, found.storage, found.upload) == (3, "sqlite:///here.sqlite", 500_000)


@pytest.mark.parametrize(("name", "text"), [
    *(("KERAS_BLOCKS_WORKERS", t) for t in ("0", "-1", "2.5", "many", "9" * 9, "²")),
    *(("KERAS_BLOCKS_UPLOAD_MB", t) for t in ("0", "-5", "nan", "inf", "5MB")),
    *(("KERAS_BLOCKS_STORAGE", t) for t in ("nonsense", "nosuchbase://host/name", "sqlite:/x:y:z")),
])
def test_nonsense_is_an_error_that_names_the_variable(name, text, monkeypatch):
    monkeypatch.setenv(name, text)
    with pytest.raises(ValueError, match=name):
        read_settings()
