"""When the server starts, workers start and compile what training needs, and the page's code is read: the first learner
finds all of it ready."""

from typing import Any

from app.server import workers
from app.views import page  # noqa: F401  (read now, so that the first session need not)


def on_server_loaded(server_context: Any) -> None:
    workers().start()


def on_server_unloaded(server_context: Any) -> None:
    workers().stop()
