"""Compares two states of the engine: both run the same workload in pairs, and the median of the pairs' ratios counts.

A slow phase of the machine affects both measurements of a pair, so ratios within pairs vary less than the ratio of two
medians. The order alternates from pair to pair.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import median, quantiles

from report_format import describe_machine, format_header, format_number, format_row
from runner_process import ROOT, Result, RunnerProcess, copy_without_cache, warm_kernel_cache
from workloads import WORKLOADS

BEFORE, AFTER = "before", "after"
SIDES = (BEFORE, AFTER)
MIN_SECONDS = 0.2
"""Least duration of one measurement; short epochs are repeated."""
EPOCH, WARM_START, COLD_START = "epoch", "first batch, warm kernel cache", "first batch, empty kernel cache"
COLUMNS = ("", "threads", "measured", "before, s", "after, s", "after ÷ before", "quartiles", "CPU time, after ÷ before",
           "pairs", "failure")


@dataclass(frozen=True)
class PairOptions:
    """pairs: of epochs, 0 for none; start_pairs: of starts, for each of the two kernel caches, 0 for none; timeout:
    seconds until a process is killed; warm: compile all kernels first, not only those of a workload before it."""

    pairs: int
    start_pairs: int
    timeout: float
    warm: bool


@dataclass
class Comparison:
    """Seconds of both sides, pair by pair, and the errors of a side that failed."""

    workload: str
    threads: int
    measured: str
    walls: dict[str, list[float]] = field(default_factory=lambda: {side: [] for side in SIDES})
    cpus: dict[str, list[float]] = field(default_factory=lambda: {side: [] for side in SIDES})
    errors: list[str] = field(default_factory=list)


def compare_states(before: Path, workloads: list[str], threads: list[int], options: PairOptions,
                   out: Path | None) -> bool:
    """Measure and print a Markdown table row by row, into the file ``out`` as well; False if a process failed."""
    trees = {BEFORE: before.resolve(), AFTER: ROOT.resolve()}
    states = "; ".join(f"{side}: {describe_state(tree)}" for side, tree in trees.items())
    report = Report(out)
    report.write(f"{describe_machine()}. {states}. Medians of pairs.\n\n{format_header(*COLUMNS)}")
    for tree in dict.fromkeys(trees.values()) if options.warm else ():
        try:
            warm_kernel_cache(tree)
        except subprocess.CalledProcessError as error:  # the rows name the failure
            print(f"kernel cache of {tree} is not warm: {error}", file=sys.stderr)
    succeeded = True
    for comparison in measure_all(trees, workloads, threads, options):
        report.write(format_comparison(comparison))
        succeeded = succeeded and not comparison.errors
    return succeeded


class Report:
    """Writes to standard output and to a file at once, so that an interrupted run keeps its rows."""

    def __init__(self, out: Path | None) -> None:
        self.out, self.text = out, ""

    def write(self, lines: str) -> None:
        print(lines, flush=True)
        self.text += f"{lines}\n"
        if self.out:
            self.out.write_text(self.text, "utf-8")


def measure_all(trees: dict[str, Path], workloads: list[str], threads: list[int],
                options: PairOptions) -> Iterator[Comparison]:
    """One comparison after another, each as soon as it is measured."""
    for count in threads:
        for name in workloads:
            if options.pairs:
                yield compare_epochs(trees, Comparison(name, count, EPOCH), options.pairs, options.timeout)
            if options.start_pairs:
                yield compare_starts(trees, Comparison(name, count, WARM_START), options.start_pairs, options.timeout)
                yield compare_starts(trees, Comparison(name, count, COLD_START), options.start_pairs, options.timeout)


def alternate(pairs: int) -> Iterator[tuple[str, ...]]:
    """The order of the sides in each pair."""
    for pair in range(pairs):
        yield SIDES if pair % 2 == 0 else SIDES[::-1]


def compare_epochs(trees: dict[str, Path], comparison: Comparison, pairs: int, timeout: float) -> Comparison:
    """Let two processes, one a side, take turns in training."""
    with ExitStack() as stack:
        runners = {}
        for side, tree in trees.items():
            runners[side] = stack.enter_context(start_runner(comparison, tree, timeout))
            runners[side].wait_first_epoch()
        results = {side: runner.result for side, runner in runners.items()}

        def is_failed() -> bool:
            return any(result.error for result in results.values())

        if not is_failed():
            epochs = count_epochs(list(runners.values()), WORKLOADS[comparison.workload].epochs)
        for order in alternate(pairs):
            for side in order:
                if not is_failed():
                    runners[side].measure(epochs)
    comparison.walls = {side: result.walls for side, result in results.items()}
    comparison.cpus = {side: result.cpus for side, result in results.items()}
    comparison.errors = [format_error(side, result.error) for side, result in results.items() if result.error]
    return comparison


def count_epochs(runners: list[RunnerProcess], least: int) -> int:
    """Epochs of one measurement, from one trial of each runner, which does not count."""
    for runner in runners:
        if not runner.result.error:
            runner.measure(least)
    trials = [runner.result.walls.pop() for runner in runners if runner.result.walls]
    for runner in runners:
        runner.result.cpus.clear()
    return max(least, ceil(MIN_SECONDS / min(trials, default=MIN_SECONDS)))


def compare_starts(trees: dict[str, Path], comparison: Comparison, pairs: int, timeout: float) -> Comparison:
    """Measure the seconds from the start of a process to the end of its first batch, in pairs."""
    if comparison.measured == WARM_START:
        for tree in trees.values():  # not counted: compiles and reads what the workload needs
            measure_start(comparison, tree, timeout)
    for order in alternate(pairs):
        for side in order:
            if not comparison.errors:
                result = measure_start(comparison, trees[side], timeout)
                if result.first_batch is None:
                    comparison.errors.append(format_error(side, result.error or "no batch was reported"))
                else:
                    comparison.walls[side].append(result.first_batch)
    return comparison


def measure_start(comparison: Comparison, tree: Path, timeout: float) -> Result:
    """Start one process, with a copy of the tree if the kernel cache is to be empty."""
    copy = copy_without_cache(tree) if comparison.measured == COLD_START else nullcontext(tree)
    with copy as root, start_runner(comparison, root, timeout) as runner:
        runner.wait_first_epoch()
        return runner.result


def start_runner(comparison: Comparison, tree: Path, timeout: float) -> RunnerProcess:
    return RunnerProcess(sys.executable, "engine", comparison.workload, comparison.threads, timeout, tree)


def format_error(side: str, error: str) -> str:
    return f"{side} failed: {error}"


def format_comparison(comparison: Comparison) -> str:
    """The row of one comparison; only whole pairs count."""
    ratios = pair_ratios(comparison.walls)
    walls = [format_number(median(comparison.walls[side][:len(ratios)])) if ratios else "" for side in SIDES]
    quartiles = " to ".join(f"{value:.3f}" for value in find_quartiles(ratios))
    return format_row(comparison.workload, comparison.threads, comparison.measured, *walls, format_median(ratios),
                      quartiles, format_median(pair_ratios(comparison.cpus)), len(ratios), "; ".join(comparison.errors))


def pair_ratios(seconds: dict[str, list[float]]) -> list[float]:
    """After divided by before, for each pair of which both sides were measured."""
    return [after / before for before, after in zip(seconds[BEFORE], seconds[AFTER], strict=False)]


def find_quartiles(values: list[float]) -> list[float]:
    """The first and the third quartile; of a single value, itself twice; none of none."""
    if len(values) < 2:
        return values * 2
    first, _, third = quantiles(values, n=4, method="inclusive")
    return [first, third]


def format_median(ratios: list[float]) -> str:
    return f"{median(ratios):.3f}" if ratios else ""


def describe_state(tree: Path) -> str:
    """The commit of a worktree, and whether its engine was changed since; its folder's name if it is not one."""
    log = subprocess.run(["git", "-C", tree, "log", "-1", "--format=%h %s"], capture_output=True, text=True, check=False)
    if log.returncode:
        return tree.name
    changes = subprocess.run(["git", "-C", tree, "status", "--porcelain", "engine"], capture_output=True, check=False)
    return log.stdout.strip() + (" (with uncommitted changes)" if changes.stdout else "")
