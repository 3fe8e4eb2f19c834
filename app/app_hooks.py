"""When the server starts, workers start and compile what training needs, and a page is made: the first learner finds
all of it ready."""

import logging
from typing import Any

from bokeh.settings import settings

from app.server import collecting, workers
from app.views.opening import Opening, rehearse

log = logging.getLogger(__name__)


def on_server_loaded(server_context: Any) -> None:
    settings.perform_document_validation = False  # goes through all models of a page, and would only warn of mistakes
    workers().start()
    server_context.application_context.application.add(Opening())
    try:
        rehearse()
    except Exception:  # whoever opens a page is told
        log.exception("no page can be made")
    collecting().begin()


def on_server_unloaded(server_context: Any) -> None:
    workers().stop()
