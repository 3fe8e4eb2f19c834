"""Learners' notebooks in a database: SQLite in a folder of the user by default, another by its SQLAlchemy URL."""

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, final

from platformdirs import user_data_dir
from sqlalchemy import JSON, Column, DateTime, Engine, MetaData, String, Table, create_engine, select

METADATA = MetaData()
NOTEBOOKS = Table(
    "notebooks",
    METADATA,
    Column("learner", String(64), primary_key=True),
    Column("lesson", String(64), primary_key=True),
    Column("document", JSON, nullable=False),
    Column("saved", DateTime(timezone=True), nullable=False),
)


def default_url() -> str:
    """SQLite in the user's data folder, which is made if it is not there."""
    folder = Path(user_data_dir("keras-blocks", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'notebooks.sqlite'}"


@final
class NotebookStore:
    """Documents (plain JSON data) by learner and lesson."""

    def __init__(self, url: str = "") -> None:
        self.url = url

    @cached_property
    def engine(self) -> Engine:
        engine = create_engine(self.url or default_url())
        METADATA.create_all(engine)
        return engine

    def load(self, learner: str, lesson: str) -> dict[str, Any] | None:
        """The document, or None."""
        query = select(NOTEBOOKS.c.document).where(NOTEBOOKS.c.learner == learner, NOTEBOOKS.c.lesson == lesson)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else dict(row[0])

    def save(self, learner: str, lesson: str, document: dict[str, Any]) -> None:
        """Keep a document in place of what was there."""
        key = {"learner": learner, "lesson": lesson}
        with self.engine.begin() as connection:
            connection.execute(NOTEBOOKS.delete().where(NOTEBOOKS.c.learner == learner, NOTEBOOKS.c.lesson == lesson))
            connection.execute(NOTEBOOKS.insert().values(**key, document=document, saved=datetime.now(UTC)))
