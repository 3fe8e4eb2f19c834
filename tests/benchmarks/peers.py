"""Measures the engine and its peers on one workload: each in its own process, taking turns round after round."""

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from peer_table import ENGINE, UNCACHED, best_peer, format_report
from runner import BACKENDS, PEAK
from runner_process import ROOT, Result, RunnerProcess, copy_without_cache, warm_kernel_cache
from workloads import WORKLOADS

VERSION_CODE = {
    "Keras/TensorFlow": "import keras, tensorflow; print('Keras', keras.__version__, 'on TensorFlow', tensorflow.__version__)",
    "Keras/torch": "import keras, torch; print('Keras', keras.__version__, 'on torch', torch.__version__)",
    "Keras/JAX": "import keras, jax; print('Keras', keras.__version__, 'on JAX', jax.__version__)",
    "torch": "import torch; print('torch', torch.__version__)",
    "scikit-learn": "import sklearn, sklearn.neural_network; print('scikit-learn', sklearn.__version__)",
}
"""Code that prints each peer's version. It also brings the peer's files into the page cache, as on a second start."""
SKLEARN_WORKLOADS = {"W1", "W2", "W3", "W4"}
"""Workloads that scikit-learn can train: dense layers only."""


@dataclass(frozen=True)
class Limits:
    """rounds: most measurements of each peer; seconds: a peer that has measured for longer takes no more turns; timeout:
    seconds until a process is killed; slower: a peer so many times slower than the best one is not run again."""

    rounds: int
    seconds: float
    timeout: float
    slower: float


def find_peers(python: str, names: Iterable[str]) -> dict[str, str]:
    """The peers that this Python can import, with their versions."""
    versions = {}
    for peer in names:
        backend = {"KERAS_BACKEND": BACKENDS[peer]} if peer in BACKENDS else {}
        process = subprocess.run([python, "-c", VERSION_CODE[peer]], capture_output=True, text=True, check=False,
                                 env={**os.environ, **backend})
        if process.returncode == 0:
            versions[peer] = process.stdout.strip().splitlines()[-1]
    return versions


def compare_peers(workloads: list[str], threads: list[int], python: str, names: list[str], limits: Limits,
                  out: Path | None) -> None:
    """Measure everything and print the report; out: a file that is rewritten after each workload."""
    versions = find_peers(python, names)
    missing = [peer for peer in names if peer not in versions]
    warm_kernel_cache(ROOT)
    results: list[Result] = []
    slow: dict[str, set[str]] = {name: set() for name in workloads}
    report = ""
    for count in threads:
        for name in workloads:
            peers = [peer for peer in versions
                     if peer not in slow[name] and (peer != "scikit-learn" or name in SKLEARN_WORKLOADS)]
            engine, *others = measure_workload(name, count, peers, python, limits)
            slow[name] |= slower_peers(others, limits.slower)
            results += [engine, measure_without_cache(name, count, limits.timeout), *others]
            report = format_report(results, versions, missing, limits.slower)
            print(f"{name}, {count} thread(s): done", file=sys.stderr, flush=True)
            if out:
                out.write_text(report, "utf-8")
    print(report)


def measure_workload(workload: str, threads: int, peers: list[str], python: str, limits: Limits) -> list[Result]:
    """Results of the engine, then of its peers, which run in the given Python."""
    with ExitStack() as stack:
        runners = []
        for peer in (ENGINE, *peers):
            own = sys.executable if peer == ENGINE else python
            runners.append(stack.enter_context(RunnerProcess(own, peer, workload, threads, limits.timeout)))
            runners[-1].wait_first_epoch()
        peak = stack.enter_context(RunnerProcess(sys.executable, PEAK, workload, threads, limits.timeout))
        gigaflops = 0.0
        for _ in range(limits.rounds):
            for runner in runners:
                if runner.seconds_measured <= limits.seconds and not runner.result.error:
                    runner.measure(WORKLOADS[workload].epochs)
            gigaflops = max(gigaflops, peak.request(1).get("gigaflops", 0.0))
        results = [runner.finish() for runner in runners]
    for result in results:
        result.peak_gflops = gigaflops
    return results


def slower_peers(results: list[Result], times: float) -> set[str]:
    """The peers that are so many times slower than the best of them."""
    best = best_peer({result.peer: result for result in results})
    return {result.peer for result in results if result.wall and best and best.wall and result.wall > times * best.wall}


def measure_without_cache(workload: str, threads: int, timeout: float) -> Result:
    """Measure the engine's first epoch with an empty kernel cache."""
    with (copy_without_cache(ROOT) as tree,
          RunnerProcess(sys.executable, UNCACHED, workload, threads, timeout, tree) as runner):
        runner.wait_first_epoch()
        return runner.finish()
