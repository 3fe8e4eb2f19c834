"""``panel serve`` that logs every callback that blocks its event loop for long.

    python monitored_server.py FILE serve app --port 5006 ...

Writes a line to the file for each such callback: its start in seconds since 1970, its duration, the CPU time of this
thread meanwhile, and its name.
"""

import sys
from asyncio import events
from time import thread_time, time

MIN_SECONDS = 0.02
"""Shorter callbacks are not logged."""


def log_long_callbacks(path: str) -> None:
    """Log the callbacks of all event loops from now on."""
    log, run = open(path, "a", buffering=1), events.Handle._run  # noqa: SIM115  (open as long as the server runs)

    def run_and_log(handle: events.Handle) -> None:
        start, cpu = time(), thread_time()
        run(handle)
        if (seconds := time() - start) > MIN_SECONDS:
            log.write(f"{start:.4f} {seconds:.4f} {thread_time() - cpu:.4f} {handle!r:.300}\n")

    events.Handle._run = run_and_log  # type: ignore[method-assign]


if __name__ == "__main__":  # worker processes import this file, but need no Panel
    from panel.command import main

    log_long_callbacks(sys.argv[1])
    sys.argv = ["panel", *sys.argv[2:]]
    main()
