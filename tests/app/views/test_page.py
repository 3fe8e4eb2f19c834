"""A tick of the page's clock lets others have their turn between its parts."""

import asyncio
from collections.abc import Iterator

from app.state.desk import Place
from app.state.notebook import Notebook
from app.state.trainer import Trainer
from app.views.page import Page


def test_others_are_served_before_a_piece_is_begun_and_before_it_is_written_out() -> None:
    notebook, done = Notebook(), []

    def piece() -> Iterator[None]:
        done.append("piece")
        yield

    async def other() -> None:
        for _ in range(3):
            done.append("other")
            await asyncio.sleep(0)

    async def tick() -> None:
        page = Page(Place("", "", notebook, Trainer(notebook.run, None), kept=False))
        for _ in page.pieces():
            await page.refresh()
        while page.work:
            await page.refresh()
        page.work.begin("a", piece())
        await asyncio.gather(page.refresh(), other())
        done.append("over")

    asyncio.run(tick())
    assert done == ["other", "piece", "other", "other", "over"]
