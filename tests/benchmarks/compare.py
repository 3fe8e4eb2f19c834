"""The engine against every peer that is installed, on W1 to W9: writes a table in Markdown. Run it on a quiet machine:

    python tests/benchmarks/compare.py [W1 ...] [--threads 1 2] [--peers-python PATH] [--out FILE]

Peers (Keras on TensorFlow, torch and JAX; torch alone; scikit-learn) may live in another Python, whose path is given.
Those that are not there are left out by name. Nothing here is asserted in tests: machines are shared.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from comparison_table import best_peer, table
from contest import ROOT, Result, Rules, contest, uncached
from rival import BACKENDS
from workloads import WORKLOADS

ASKED = {
    "Keras/TensorFlow": "import keras, tensorflow; print('Keras', keras.__version__, 'on TensorFlow', tensorflow.__version__)",
    "Keras/torch": "import keras, torch; print('Keras', keras.__version__, 'on torch', torch.__version__)",
    "Keras/JAX": "import keras, jax; print('Keras', keras.__version__, 'on JAX', jax.__version__)",
    "torch": "import torch; print('torch', torch.__version__)",
    "scikit-learn": "import sklearn, sklearn.neural_network; print('scikit-learn', sklearn.__version__)",
}
"""How each peer is asked whether it is there; its files are then in the system's memory, too, as on a second start."""
PERCEPTRON = {"W1", "W2", "W3", "W4"}
"""What scikit-learn can train."""


def installed(python: str) -> dict[str, str]:
    """The peers that can be imported there, with their versions."""
    found = {}
    for peer, code in ASKED.items():
        backend = {"KERAS_BACKEND": BACKENDS[peer]} if peer in BACKENDS else {}
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False,
                              env={**os.environ, **backend})
        if done.returncode == 0:
            found[peer] = done.stdout.strip().splitlines()[-1]
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workloads", nargs="*", metavar="W", help="some of W1 to W9; all by default")
    parser.add_argument("--threads", nargs="+", type=int, default=[2, 1], help="and so many cores")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each rival at most")
    parser.add_argument("--seconds", type=float, default=2.0, help="a rival that measured longer takes no more turns")
    parser.add_argument("--behind", type=float, default=4.0, metavar="TIMES",
                        help="a peer so far behind the best one is not run on the other number of threads")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds until a rival is given up")
    parser.add_argument("--peers-python", default=sys.executable, help="the Python in which the peers are installed")
    parser.add_argument("--peers", nargs="*", default=list(ASKED), help="only these")
    parser.add_argument("--out", type=Path, help="a file for the table; it is printed in any case")
    given = parser.parse_args()
    given.workloads = given.workloads or list(WORKLOADS)
    if unknown := set(given.workloads) - set(WORKLOADS):
        parser.error(f"workloads are {', '.join(WORKLOADS)}; received {', '.join(sorted(unknown))}")
    if unknown := set(given.peers) - set(ASKED):
        parser.error(f"peers are {', '.join(ASKED)}; received {', '.join(sorted(unknown))}")
    return given


def behind(found: list[Result], times: float) -> set[str]:
    """The peers that are that many times slower than the best of them."""
    best = best_peer({result.peer: result for result in found})
    return {result.peer for result in found if result.wall and best and best.wall and result.wall > times * best.wall}


def main() -> None:
    given = arguments()
    there = {peer: words for peer, words in installed(given.peers_python).items() if peer in given.peers}
    missing = [peer for peer in given.peers if peer not in there]
    subprocess.run([sys.executable, "-m", "engine", "warm"], check=True, cwd=ROOT, stdout=sys.stderr)
    rules, results, told = Rules(given.rounds, given.seconds, given.patience), [], ""
    slow: dict[str, set[str]] = {}
    for threads in given.threads:
        for name in given.workloads:
            peers = {peer: given.peers_python for peer in there
                     if peer not in slow.get(name, ()) and (peer != "scikit-learn" or name in PERCEPTRON)}
            found = contest(name, threads, peers, rules)
            slow[name] = slow.get(name, set()) | behind(found, given.behind)
            results += [found[0], uncached(name, threads, given.patience), *found[1:]]
            told = table(results, there, missing, given.behind)
            print(f"{name}, {threads} thread(s): done", file=sys.stderr, flush=True)
            if given.out:
                given.out.write_text(told, "utf-8")
    print(told)


if __name__ == "__main__":
    main()
