"""Starts and controls a process of runner.py, and collects its measurements."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Timer
from time import sleep, time

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REST_SECONDS = 0.3
"""Pause before each measurement: OpenMP threads of the process measured before spin for 0.2 s."""


@dataclass
class Result:
    """Measurements of one runner, in seconds and megabytes; None if not known. error: why it failed, if it did."""

    workload: str
    threads: int
    peer: str
    first_batch: float | None = None
    first_epoch: float | None = None
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    memory: float | None = None
    peak_gflops: float = 0.0
    error: str = ""

    @property
    def wall(self) -> float | None:
        return median(self.walls) if self.walls else None

    @property
    def cpu(self) -> float | None:
        return median(self.cpus) if self.cpus else None


class RunnerProcess:
    """A process of runner.py; as a context manager it is killed on exit.

    timeout: seconds to wait for an answer. engine: the folder from which `engine` is imported.
    """

    def __init__(self, python: str, peer: str, workload: str, threads: int, timeout: float, engine: Path = ROOT) -> None:
        self.result = Result(workload, threads, peer)
        self.timeout, self.seconds_measured = timeout, 0.0
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  (closed by kill)
        own_python = python == sys.executable
        self.started = time()
        self.process = subprocess.Popen(
            [python, str(HERE / "runner.py"), peer, workload, str(threads), *([str(engine)] if own_python else [])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True,
            env=environment(engine if own_python else None), start_new_session=True)

    def __enter__(self) -> "RunnerProcess":
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()

    def wait_first_epoch(self) -> bool:
        """Wait for the end of the first epoch; False if the process failed."""
        times = self.read_answer()
        for name, at in times.items():
            setattr(self.result, name, at and at - self.started)
        return bool(times)

    def measure(self, epochs: int) -> None:
        """Add one measurement, the mean over so many epochs."""
        sleep(REST_SECONDS)
        start = time()
        if times := self.request(epochs):
            self.result.walls.append(times["wall"])
            self.result.cpus.append(times["cpu"])
        self.seconds_measured += time() - start

    def request(self, epochs: int) -> dict[str, float]:
        """Send one line and read the answer; empty if the process failed."""
        with suppress(OSError):  # it has ended: there is no answer to read either
            self.process.stdin.write(f"{epochs}\n")
            self.process.stdin.flush()
        return self.read_answer()

    def read_answer(self) -> dict[str, float]:
        """Read the next line; empty if the process ended, or was killed by the timeout."""
        timer = Timer(self.timeout, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        timed_out = not timer.is_alive()
        timer.cancel()
        if line:
            return json.loads(line)
        self.result.error = f"took more than {self.timeout:.0f} s" if timed_out else self.read_error()
        return {}

    def read_error(self) -> str:
        """The last line that the ended process wrote to standard error, or its exit status."""
        self.process.wait()
        self.errors.seek(0)
        return (self.errors.read().strip().splitlines() or [f"exit status {self.process.returncode}"])[-1][:200]

    def finish(self) -> Result:
        """Read the peak memory and end the process."""
        if not self.result.error:
            self.process.stdin.close()
            self.result.memory = self.read_answer().get("memory")
        self.kill()
        return self.result

    def kill(self) -> None:
        """End the process, and those it started: the engine may still be compiling in a second one."""
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        with suppress(OSError):  # a request that was never read
            self.process.stdin.close()
        self.process.stdout.close()
        self.errors.close()


def environment(engine: Path | None) -> dict[str, str]:
    """Environment variables of a process that imports the engine from this folder, and keeps its caches there."""
    ignored = ("PYTHONDONTWRITEBYTECODE", "NUMBA_CACHE_DIR")
    variables = {name: value for name, value in os.environ.items() if name not in ignored}
    return {**variables, "PYTHONPATH": str(engine)} if engine else variables


def warm_kernel_cache(tree: Path) -> None:
    """Compile all kernels of a source tree into its cache."""
    subprocess.run([sys.executable, "-m", "engine", "warm"], check=True, cwd=tree, env=environment(tree),
                   stdout=sys.stderr)


@contextmanager
def copy_without_cache(tree: Path) -> Iterator[Path]:
    """A temporary copy of a tree's engine without any compiled kernel."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        shutil.copytree(tree / "engine", Path(folder, "engine"), ignore=shutil.ignore_patterns("*.nbi", "*.nbc"))
        yield Path(folder)
