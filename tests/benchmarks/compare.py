"""Benchmarks the engine on W1 to W9, against its peers. Run it on a quiet machine:

    python tests/benchmarks/compare.py [W1 ...] [--threads 1 2] [--peers-python PATH] [--out FILE]

Peers (Keras on TensorFlow, torch and JAX; torch alone; scikit-learn) may be installed in another Python, whose path is
given; those that are not installed are named and left out. Writes a report in Markdown. The tests assert no speed, since
machines are shared.
"""

import argparse
import sys
from pathlib import Path

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
    return parser


def parse_arguments() -> argparse.Namespace:
    """The options, checked."""
    parser = make_parser()
    options = parser.parse_args()
    options.workloads = options.workloads or list(WORKLOADS)
    options.threads = options.threads or [2, 1]
    if unknown := set(options.workloads) - set(WORKLOADS):
        parser.error(f"workloads are {', '.join(WORKLOADS)}; received {', '.join(sorted(unknown))}")
    if unknown := set(options.peers) - set(VERSION_CODE):
        parser.error(f"peers are {', '.join(VERSION_CODE)}; received {', '.join(sorted(unknown))}")
    return options


def main() -> int:
    options = parse_arguments()
    limits = Limits(options.rounds, options.seconds, options.timeout, options.skip_slower)
    compare_peers(options.workloads, options.threads, options.peers_python, options.peers, limits, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
