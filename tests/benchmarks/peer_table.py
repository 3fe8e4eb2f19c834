"""The report of a comparison with peers, in Markdown: the engine against the best peer, then all measurements."""

from flops import count_flops
from report_format import describe_machine, format_header, format_number, format_row
from runner_process import Result
from workloads import WORKLOADS

ENGINE, UNCACHED = "engine", "engine, no kernel cache"
TENSORFLOW = "Keras/TensorFlow"


def format_report(results: list[Result], versions: dict[str, str], missing: list[str], slower: float) -> str:
    """The whole report; slower: peers so many times slower than the best one were not run again."""
    groups: dict[tuple[str, int], dict[str, Result]] = {}
    for result in results:
        groups.setdefault((result.workload, result.threads), {})[result.peer] = result
    left_out = [f"Not installed, left out: {', '.join(missing)}.", ""] if missing else []
    failures = [f"{r.workload}, {r.threads} thread(s): {r.peer} failed: {r.error}." for r in results if r.error]
    skipped = f"Peers more than {slower:g} times slower than the best one were not run on the other number of threads."
    return "\n".join([format_conditions(results, versions), "", *left_out, *format_summary(groups), "",
                      *format_details(groups), "", skipped, *failures]) + "\n"


def format_conditions(results: list[Result], versions: dict[str, str]) -> str:
    """One paragraph: the machine, its peak and the versions."""
    peaks = {r.threads: max(o.peak_gflops for o in results if o.threads == r.threads) for r in results}
    words = ", ".join(f"{peak:.0f} GFLOP/s on {threads} thread(s)" for threads, peak in peaks.items())
    return (f"{describe_machine()}. Peak, a product of 2048 × 2048 matrices in float32: {words}. "
            f"Peers: {'; '.join(versions.values())}.")


def format_summary(groups: dict[tuple[str, int], dict[str, Result]]) -> list[str]:
    """One row for each workload and number of threads: the engine and the best peer."""
    lines = [format_header("", "model", "threads", "engine, s an epoch", "best peer, s an epoch", "ratio", "share of peak",
                           "memory, of Keras/TensorFlow's", "first batch, s", "without kernel cache, s")]
    for (name, threads), results in groups.items():
        engine, best = results[ENGINE], best_peer(results)
        other = "" if best is None else f"{best.peer} {format_number(best.wall)}"
        keras = results.get(TENSORFLOW)
        lines.append(format_row(
            name, WORKLOADS[name].description, threads, format_number(engine.wall), other,
            format_number(wall_ratio(engine, best)), format_peak_share(engine),
            format_number(divide(engine.memory, keras and keras.memory)), format_number(engine.first_batch),
            format_number(results[UNCACHED].first_batch)))
    return lines


def format_details(groups: dict[tuple[str, int], dict[str, Result]]) -> list[str]:
    """One row for every peer."""
    lines = [format_header("", "threads", "", "start to first batch, s", "to end of first epoch, s", "epoch, s",
                           "processor time, s", "peak memory, MB", "÷ best peer", "share of peak")]
    for (name, threads), results in groups.items():
        best = best_peer(results)
        for result in results.values():
            numbers = (result.first_batch, result.first_epoch, result.wall, result.cpu, result.memory,
                       wall_ratio(result, best))
            lines.append(format_row(name, threads, result.peer, *map(format_number, numbers), format_peak_share(result)))
    return lines


def best_peer(results: dict[str, Result]) -> Result | None:
    """The fastest result that is not the engine's."""
    peers = [result for peer, result in results.items() if not peer.startswith(ENGINE) and result.wall]
    return min(peers, key=lambda result: result.wall or 0.0, default=None)


def wall_ratio(result: Result, best: Result | None) -> float | None:
    return divide(result.wall, best and best.wall)


def divide(numerator: float | None, denominator: float | None) -> float | None:
    """The quotient, or None if either is unknown."""
    return numerator / denominator if numerator and denominator else None


def format_peak_share(result: Result) -> str:
    """FLOP/s of an epoch's matrix products as a percentage of the measured peak."""
    if not result.wall or not result.peak_gflops:
        return ""
    return f"{100 * count_flops(WORKLOADS[result.workload]) / result.wall / 1e9 / result.peak_gflops:.0f} %"
