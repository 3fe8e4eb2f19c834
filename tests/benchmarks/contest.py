"""Rivals on one workload: each in its own process, started one after another, then taking turns, round after round."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Timer
from time import sleep, time

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REST = 0.3
"""Seconds before each measurement: threads of OpenMP look out for work for 0.2 s after it, at the next one's expense."""
ENGINE, UNCACHED = "engine", "engine, no kernel cache"


@dataclass
class Result:
    """What one rival took, in seconds and megabytes; None where it is not known. why: it gave up."""

    workload: str
    threads: int
    peer: str
    first_batch: float | None = None
    first_epoch: float | None = None
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    memory: float | None = None
    peak: float = 0.0
    why: str = ""

    @property
    def wall(self) -> float | None:
        return median(self.walls) if self.walls else None

    @property
    def cpu(self) -> float | None:
        return median(self.cpus) if self.cpus else None


class Rival:
    """A process of rival.py, asked and answering line by line."""

    def __init__(self, python: str, peer: str, workload: str, threads: int, patience: float, engine: Path = ROOT) -> None:
        self.result = Result(workload, threads, peer)
        self.patience, self.spent = patience, 0.0
        usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        places = {"PYTHONPATH": str(engine)} if python == sys.executable else {}
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  (closed at the end)
        self.launched = time()
        self.process = subprocess.Popen(
            [python, str(HERE / "rival.py"), peer, workload, str(threads)], stdin=subprocess.PIPE, text=True,
            stdout=subprocess.PIPE, stderr=self.errors,
            env={**usual, **places})  # compiled source is kept, as pip keeps that of peers

    def begin(self) -> bool:
        """Wait for the end of the first epoch; whether it came."""
        found = self.answer()
        for name, at in found.items():
            setattr(self.result, name, at and at - self.launched)
        return bool(found)

    def turn(self) -> None:
        """One measurement."""
        sleep(REST)
        began = time()
        if found := self.ask():
            self.result.walls.append(found["wall"])
            self.result.cpus.append(found["cpu"])
        self.spent += time() - began

    def ask(self) -> dict[str, float]:
        """The answer to one more line."""
        try:
            self.process.stdin.write("again\n")
            self.process.stdin.flush()
        except OSError:
            return {}
        return self.answer()

    def answer(self) -> dict[str, float]:
        """The next line; empty when the process died, or had to be ended because it took too long."""
        timer = Timer(self.patience, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        late = not timer.is_alive()
        timer.cancel()
        if line:
            return json.loads(line)
        self.result.why = f"took more than {self.patience:.0f} s" if late else self.complaint()
        return {}

    def complaint(self) -> str:
        self.process.wait()
        self.errors.seek(0)
        return (self.errors.read().strip().splitlines() or [f"ended with {self.process.returncode}"])[-1][:120]

    def end(self) -> Result:
        """Let it say its peak memory, and go."""
        if not self.result.why:
            self.process.stdin.close()
            self.result.memory = self.answer().get("memory")
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()
        return self.result


@dataclass(frozen=True)
class Rules:
    """rounds: measurements of each rival at most; seconds: who measured for longer takes no more turns; patience: seconds
    until a rival is given up."""

    rounds: int
    seconds: float
    patience: float


def contest(workload: str, threads: int, peers: dict[str, str], rules: Rules) -> list[Result]:
    """Results of the engine and its peers; peers: by name the Python that each lives in."""
    rivals = []
    for peer, python in {ENGINE: sys.executable, **peers}.items():
        rivals.append(Rival(python, peer, workload, threads, rules.patience))
        rivals[-1].begin()
    peak = Rival(sys.executable, "peak", workload, threads, rules.patience)
    most = 0.0
    for _ in range(rules.rounds):
        for rival in rivals:
            if rival.spent <= rules.seconds and not rival.result.why:
                rival.turn()
        most = max(most, peak.ask().get("gigaflops", 0.0))
    peak.result.why = "it has no memory to tell"
    peak.end()
    found = [rival.end() for rival in rivals]
    for result in found:
        result.peak = most
    return found


def uncached(workload: str, threads: int, patience: float) -> Result:
    """The engine's first epoch where no kernel has ever been compiled: a copy of it without any cache."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a helper may still write there
        shutil.copytree(ROOT / "engine", Path(folder, "engine"), ignore=shutil.ignore_patterns("*.nbi", "*.nbc"))
        rival = Rival(sys.executable, UNCACHED, workload, threads, patience, Path(folder))
        rival.begin()
        return rival.end()
