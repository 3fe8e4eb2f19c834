"""Progbar: a progress bar that prints exactly what Keras prints.

A line of ``verbose=1``, which overwrites the previous one (without bold and colours)::

     5/10 ━━━━━━━━━━──────── 3s 600ms/step - accuracy: 0.9512 - loss: 0.1620
"""

import os
import sys
import time
from collections.abc import Iterable
from typing import Any, final

import numpy as np

from engine.errors import fail

BOLD, GREEN, WHITE, PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"
BAR = "━"
MIN_FIXED_POINT = 1e-3
"""Values up to this one are printed with an exponent."""


def format_unit_time(seconds: float, unit: str) -> str:
    """``12ms/step``: time per unit in s, ms or µs."""
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/{unit}"
    return f"{seconds * 1e3:.0f}ms/{unit}" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/{unit}"


def format_remaining(seconds: float) -> str:
    """``1:02:03``, ``2:03`` or ``3s``: remaining time."""
    minutes, s = divmod(int(seconds), 60)
    if seconds > 3600:
        return f"{minutes // 60}:{minutes % 60:02d}:{s:02d}"
    return f"{minutes}:{s:02d}" if seconds > 60 else f"{s}s"


def can_redraw() -> bool:
    """Whether a line can be overwritten: as in Keras, everywhere except in redirected output on Windows."""
    return sys.stdout.isatty() or "ipykernel" in sys.modules or os.name == "posix" or "PYCHARM_HOSTED" in os.environ


def write(message: str) -> None:
    """Print and flush; ``=`` replaces the bar character if the encoding lacks it."""
    try:
        sys.stdout.write(message)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(message.replace(BAR, "=").encode(encoding, errors="ignore").decode(encoding))
    sys.stdout.flush()


@final
class Progbar:
    """A progress bar for ``target`` units (None: unknown).

    width: of the bar, in characters. verbose: 0 silent, 1 bar, 2 one line at the end. interval: minimal seconds between
    updates of the line. stateful_metrics: names of values that are shown unchanged; others are averaged, weighted by
    units. stateless_metrics: names of the values to average instead. At most one of these two can be given.
    Source: Keras 3, ``utils.Progbar``.
    """

    def __init__(
        self,
        target: int | None,
        width: int = 20,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        if stateful_metrics is not None and stateless_metrics is not None:
            raise fail("not_both", first="stateful_metrics", second="stateless_metrics")
        self.target, self.width, self.verbose, self.interval = target, width, verbose, interval
        self.unit_name = unit_name
        self._stateful = set(stateful_metrics or ())
        self._stateless = None if stateless_metrics is None else set(stateless_metrics)
        self._sums: dict[str, tuple[Any, int]] = {}
        self._seen = 0
        self._start = time.time()
        self._first_step_at: float | None = None
        self._drawn_at = 0.0
        self._drawn_width = 0
        self._redraws = can_redraw()

    def update(
        self, current: int, values: Iterable[tuple[str, Any]] | None = None, finalize: bool | None = None
    ) -> None:
        """Update the bar to ``current`` units.

        values: ``(name, value)`` pairs for the units since the last update. finalize: whether this is the last update,
        whose values are shown unchanged; by default it is when the target is reached.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        for name, value in values or ():
            self._record(name, value, max(current - self._seen, 1), finalize)
        self._seen = current
        now = time.time()
        seconds_per_unit = self._seconds_per_unit(current, now)
        if self.verbose == 1:
            if now - self._drawn_at < self.interval and not finalize:
                return
            self._draw(current, now, seconds_per_unit, finalize)
        elif self.verbose == 2 and finalize and self.target:
            unit_time = format_unit_time(seconds_per_unit, self.unit_name)
            line = f"{self._count(current)} - {now - self._start:.0f}s - {unit_time}"
            write(f"{line}{self._metrics(signed=True)}\n")
        self._drawn_at = now

    def add(self, n: int, values: Iterable[tuple[str, Any]] | None = None) -> None:
        """Advance the bar by ``n`` units."""
        self.update(self._seen + n, values)

    def _record(self, name: str, value: Any, units: int, finalize: bool) -> None:
        averaged = name not in self._stateful if self._stateless is None else name in self._stateless
        if not averaged or finalize:
            self._sums[name] = (value, 1)
        else:
            total, count = self._sums.get(name, (0, 0))
            self._sums[name] = (total + value * units, count + units)

    def _seconds_per_unit(self, current: int, now: float) -> float:
        """Mean seconds per unit; the first unit is excluded once there are more, since it includes the warm-up."""
        if not current:
            return 0
        if self._first_step_at is not None and current > 1:
            seconds = (now - self._first_step_at) / (current - 1)
        else:
            seconds = (now - self._start) / current
        if current == 1:
            self._first_step_at = now
        return seconds

    def _draw(self, current: int, now: float, seconds_per_unit: float, finalize: bool) -> None:
        prefix = "\b" * self._drawn_width + "\r" if self._redraws else "\n"
        if self.target and not finalize:
            clock = format_remaining(seconds_per_unit * (self.target - current))
        else:
            clock = f"{now - self._start:.0f}s"
        info = f" {format_unit_time(seconds_per_unit, self.unit_name)}{self._metrics(signed=False)}"
        bar, bar_width = self._bar(current)
        width = bar_width + len(f" {clock}{info}")
        padding = " " * (self._drawn_width - width)
        write(f"{prefix}{bar} {BOLD}{clock}{PLAIN}{info}{padding}" + ("\n" if finalize else ""))
        self._drawn_width = width

    def _bar(self, current: int) -> tuple[str, int]:
        """The counter and the bar, and their printed width."""
        if not self.target:
            text = f"{current:7d}/Unknown"
            return text, len(text)
        count = self._count(current)
        done = int(self.width * current / self.target)
        green = f"{GREEN}{BAR * done}{PLAIN}" if done > 0 else ""
        white = f"{WHITE}{BAR * (self.width - done)}{PLAIN}"
        return f"{BOLD}{count}{PLAIN} {green}{white}", len(count) + 1 + max(done, 0) + max(self.width - done, 0)

    def _count(self, current: int) -> str:
        return f"{current:{len(str(self.target))}d}/{self.target}"

    def _metrics(self, signed: bool) -> str:
        """`` - loss: 0.1234`` for each value. signed: negative values always with an exponent, as for verbose=2."""
        text = ""
        for name, (total, count) in self._sums.items():
            mean = (total if isinstance(total, float) else float(np.mean(total))) / count
            fixed = (mean if signed else abs(mean)) > MIN_FIXED_POINT
            text += f" - {name}: {mean:.4f}" if fixed else f" - {name}: {mean:.4e}"
        return text
