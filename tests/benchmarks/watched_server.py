"""``panel serve`` that notes whenever its event loop is busy with one thing for long: nobody else is served meanwhile.

    python watched_server.py FILE serve app --port 5006 ...

A line for each such time goes to the file: seconds since 1970 when it began, how long it took, how much of that was
processor time of this thread, and what it was.
"""

import sys
from asyncio import events
from time import thread_time, time

LONG = 0.02


def watch(path: str) -> None:
    """Note from now on what the event loop runs."""
    notes, run = open(path, "a", buffering=1), events.Handle._run  # noqa: SIM115  (open as long as the server runs)

    def watched(handle: events.Handle) -> None:
        began, cpu = time(), thread_time()
        run(handle)
        if (took := time() - began) > LONG:
            notes.write(f"{began:.4f} {took:.4f} {thread_time() - cpu:.4f} {handle!r:.300}\n")

    events.Handle._run = watched  # type: ignore[method-assign]


if __name__ == "__main__":  # workers import this file again, and need no Panel
    from panel.command import main

    watch(sys.argv[1])
    sys.argv = ["panel", *sys.argv[2:]]
    main()
