"""When the server starts, workers start and compile what training needs, and the page's code is read: the first learner
finds all of it ready."""

import gc
from typing import Any

from app.server import workers
from app.views import page  # noqa: F401  (read now, so that the first session need not)


def on_server_loaded(server_context: Any) -> None:
    workers().start()
    # What is there by now stays for good. A collection that went through it again would hold the event loop for 0.1 s,
    # and Panel asks for one whenever a page is closed.
    gc.collect()
    gc.freeze()


def on_server_unloaded(server_context: Any) -> None:
    workers().stop()
