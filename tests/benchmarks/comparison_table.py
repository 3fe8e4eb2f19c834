"""The tables of a comparison in Markdown: the engine against the best peer, then all that was measured."""

import os
import platform
from datetime import date
from pathlib import Path

from contest import ENGINE, UNCACHED, Result
from flops import flops
from workloads import WORKLOADS

TENSORFLOW = "Keras/TensorFlow"


def table(results: list[Result], versions: dict[str, str], missing: list[str], behind: float) -> str:
    """Everything that is told of a comparison; behind: who was so many times slower was not run again."""
    contests: dict[tuple[str, int], dict[str, Result]] = {}
    for result in results:
        contests.setdefault((result.workload, result.threads), {})[result.peer] = result
    left_out = [f"Not installed, left out: {', '.join(missing)}.", ""] if missing else []
    gave_up = [f"{r.workload}, {r.threads} thread(s): {r.peer} gave up: {r.why}." for r in results if r.why]
    again = f"Peers more than {behind:g} times slower than the best one were not run on the other number of threads."
    return "\n".join([*machine(results, versions), "", *left_out, *summary(contests), "", *details(contests), "", again,
                      *gave_up]) + "\n"


def machine(results: list[Result], versions: dict[str, str]) -> list[str]:
    """When and on what, in words."""
    peaks = {r.threads: max(o.peak for o in results if o.threads == r.threads) for r in results}
    told = ", ".join(f"{peak:.0f} GFLOP/s on {threads} thread(s)" for threads, peak in peaks.items())
    return [f"{date.today()}, {processor()}, {os.cpu_count()} cores, Python {platform.python_version()}. "
            f"Peak, a product of 2048 × 2048 matrices in float32: {told}. Peers: {'; '.join(versions.values())}."]


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def summary(contests: dict[tuple[str, int], dict[str, Result]]) -> list[str]:
    """A line for each workload and number of threads: the engine and the best peer."""
    lines = ["| | model | threads | engine, s an epoch | best peer, s an epoch | ratio | share of peak | memory, of "
             "Keras/TensorFlow's | first batch, s | without kernel cache, s |", "|" + "---|" * 10]
    for (name, threads), found in contests.items():
        engine, best = found[ENGINE], best_peer(found)
        other = "" if best is None else f"{best.peer} {number(best.wall)}"
        keras = found.get(TENSORFLOW)
        lines.append(row(name, WORKLOADS[name].words, threads, number(engine.wall), other, number(ratio(engine, best)),
                         share(engine), number(quotient(engine.memory, keras and keras.memory)),
                         number(engine.first_batch), number(found[UNCACHED].first_batch)))
    return lines


def details(contests: dict[tuple[str, int], dict[str, Result]]) -> list[str]:
    """A line for every rival."""
    lines = ["| | threads | | start to first batch, s | to end of first epoch, s | epoch, s | processor time, s "
             "| peak memory, MB | ÷ best peer | share of peak |", "|" + "---|" * 10]
    for (name, threads), found in contests.items():
        best = best_peer(found)
        lines += [row(name, threads, each.peer, number(each.first_batch), number(each.first_epoch), number(each.wall),
                      number(each.cpu), number(each.memory), number(ratio(each, best)), share(each))
                  for each in found.values()]
    return lines


def best_peer(found: dict[str, Result]) -> Result | None:
    """The quickest of those that are not the engine."""
    peers = [result for peer, result in found.items() if not peer.startswith(ENGINE) and result.wall]
    return min(peers, key=lambda result: result.wall or 0.0, default=None)


def ratio(result: Result, best: Result | None) -> float | None:
    return quotient(result.wall, best and best.wall)


def quotient(value: float | None, whole: float | None) -> float | None:
    return value / whole if value and whole else None


def share(result: Result) -> str:
    """Of the measured peak, what the products of an epoch came to."""
    if not result.wall or not result.peak:
        return ""
    return f"{100 * flops(WORKLOADS[result.workload]) / result.wall / 1e9 / result.peak:.0f} %"


def row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def number(value: float | None) -> str:
    """Three digits; whole from 100 on."""
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 else f"{value:.2g}"
