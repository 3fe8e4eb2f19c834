"""Benchmarks the engine on W1 to W9, against its peers or against an earlier state of it. Run it on a quiet machine:

    python tests/benchmarks/compare.py [W1 ...] [--threads 1 2] [--peers-python PATH] [--out FILE]
    python tests/benchmarks/compare.py [W1 ...] [--threads 1 2] --engine-before PATH [--start] [--short] [--out FILE]

Peers (Keras on TensorFlow, torch and JAX; torch alone; scikit-learn) may be installed in another Python, whose path is
given; those that are not installed are named and left out. An earlier state is a git worktree of it. Writes a report in
Markdown. The tests assert no speed, since machines are shared.
"""

import argparse
import sys
from pathlib import Path

from before_after import PairOptions, compare_states
from peers import VERSION_CODE, Limits, compare_peers
from workloads import WORKLOADS


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workloads", nargs="*", metavar="W", help="some of W1 to W9; all by default")
    parser.add_argument("--threads", nargs="+", type=int, help="numbers of threads, and of cores; 2 and 1 by default")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds until a process is killed")
    parser.add_argument("--out", type=Path, help="a file for the report; it is printed in any case")
    peers = parser.add_argument_group("against peers")
    peers.add_argument("--rounds", type=int, default=5, help="most measurements of each peer")
    peers.add_argument("--seconds", type=float, default=2.0, help="a peer that has measured for longer takes no more turns")
    peers.add_argument("--skip-slower", type=float, default=4.0, metavar="TIMES",
                       help="a peer so many times slower than the best one is not run on the other number of threads")
    peers.add_argument("--peers-python", default=sys.executable, help="the Python in which the peers are installed")
    peers.add_argument("--peers", nargs="*", default=list(VERSION_CODE), help="only these")
    states = parser.add_argument_group("against an earlier state")
    states.add_argument("--engine-before", type=Path, metavar="PATH", help="a worktree of the earlier state; no peers are run")
    states.add_argument("--pairs", type=int, help="pairs of measured epochs; 11 by default, 0 for none")
    states.add_argument("--start", action="store_true", help="measure the start as well, up to the end of the first batch")
    states.add_argument("--start-pairs", type=int, help="pairs of measured starts for each kernel cache; 5 by default")
    states.add_argument("--short", action="store_true",
                        help="to try the command: W1 and W4, one thread, two pairs, one pair of starts, unless given; "
                             "only the kernels that are needed are compiled")
    return parser


def parse_arguments() -> argparse.Namespace:
    """The options, checked; defaults depend on ``--short``."""
    parser = make_parser()
    options = parser.parse_args()
    short = options.short
    options.workloads = options.workloads or (["W1", "W4"] if short else list(WORKLOADS))
    options.threads = options.threads or ([1] if short else [2, 1])
    options.pairs = (2 if short else 11) if options.pairs is None else options.pairs
    options.start_pairs = (1 if short else 5) if options.start_pairs is None else options.start_pairs
    if unknown := set(options.workloads) - set(WORKLOADS):
        parser.error(f"workloads are {', '.join(WORKLOADS)}; received {', '.join(sorted(unknown))}")
    if unknown := set(options.peers) - set(VERSION_CODE):
        parser.error(f"peers are {', '.join(VERSION_CODE)}; received {', '.join(sorted(unknown))}")
    if options.engine_before and not (options.engine_before / "engine" / "__init__.py").is_file():
        parser.error(f"--engine-before must be a folder with the package engine; received {options.engine_before}")
    if options.short and not options.engine_before:
        parser.error("--short needs --engine-before")
    return options


def main() -> int:
    options = parse_arguments()
    if options.engine_before:
        start_pairs = options.start_pairs if options.start else 0
        pair_options = PairOptions(options.pairs, start_pairs, options.timeout, warm=not options.short)
        succeeded = compare_states(options.engine_before, options.workloads, options.threads, pair_options, options.out)
        return 0 if succeeded else 1
    limits = Limits(options.rounds, options.seconds, options.timeout, options.skip_slower)
    compare_peers(options.workloads, options.threads, options.peers_python, options.peers, limits, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
