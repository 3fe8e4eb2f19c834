"""When the server starts, workers start and compile what training needs, so that the first press finds them ready."""

from typing import Any

from app.server import workers


def on_server_loaded(server_context: Any) -> None:
    workers().start()


def on_server_unloaded(server_context: Any) -> None:
    workers().stop()
