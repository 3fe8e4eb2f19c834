"""What waits to be drawn is done in order, a long piece a tick, and nothing that fails holds up the rest."""

import logging
from collections.abc import Iterator

import pytest

from app.views import work
from app.views.work import BUDGET, Work


class Clock:
    """Time that goes only when a piece takes some."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[str] = []

    def pieces(self, name: str, *seconds: float) -> Iterator[None]:
        for number, taken in enumerate(seconds):
            self.done.append(f"{name}{number}")
            self.now += taken
            yield


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(work, "monotonic", lambda: made.now)
    return made


def test_a_long_piece_has_a_tick_for_itself(clock: Clock) -> None:
    waiting = Work()
    waiting.begin("a", clock.pieces("a", BUDGET, BUDGET / 4, BUDGET / 4))
    waiting.begin("b", clock.pieces("b", BUDGET))
    waiting.go_on()
    assert clock.done == ["a0"]
    waiting.go_on()
    assert clock.done == ["a0", "a1", "a2", "b0"]
    assert not waiting.busy("a")
    assert waiting.busy("b")
    waiting.go_on()
    assert not waiting.busy("b")


def test_what_cannot_be_drawn_does_not_stop_the_rest(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Iterator[None]:
        yield
        raise ValueError("no")

    waiting = Work()
    waiting.begin("broken", broken())
    waiting.begin("a", clock.pieces("a", 0.0))
    with caplog.at_level(logging.CRITICAL, logger=work.__name__):
        waiting.go_on()
    assert clock.done == ["a0"]
    assert not waiting.busy("broken")


def test_what_is_begun_anew_replaces_what_waits(clock: Clock) -> None:
    waiting = Work()
    waiting.begin("a", clock.pieces("old", BUDGET, BUDGET))
    waiting.go_on()
    waiting.begin("a", clock.pieces("new", BUDGET))
    waiting.go_on()
    assert clock.done == ["old0", "new0"]
