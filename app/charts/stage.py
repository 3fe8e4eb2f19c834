"""A place where a chart stands once there is something to show: a page without charts opens in half the time."""

from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar, final

from bokeh.models import Column
from bokeh.plotting import figure

from app.charts.placing import acquaint, place


class Chart(Protocol):
    """What stands on a stage."""

    figure: figure

    def restyle(self, dark: bool, large: bool = False) -> None: ...


C = TypeVar("C", bound=Chart)
USUAL = (False, False)
"""How every chart looks that has just been made: light, and of the size for a desk."""


@final
class Stage(Generic[C]):
    """Makes its chart when that is first asked for, in the colours that the page has by then.

    view: Bokeh's column, for Panel's goes through all models of the chart and of the page more often than once.
    """

    def __init__(self, make: Callable[[], C]) -> None:
        self.view: Column = Column(sizing_mode="stretch_width", margin=0)
        self._make = make
        self._made: C | None = None
        self._look = USUAL

    @property
    def chart(self) -> C:
        """The chart, made and put in its place now if it was not there."""
        for _ in self.pieces(lambda chart: None):
            pass
        return self._ready()

    @property
    def made(self) -> C | None:
        """The chart, if it has been made."""
        return self._made

    def pieces(self, fill: Callable[[C], object]) -> Iterator[None]:
        """Fill the chart, piece by piece: it is made and filled apart, and then put in its place as a whole."""
        if self._made is None:
            self._ready()
            yield
        fill(self._ready())
        yield
        if not self.view.children:
            acquaint(self._ready().figure)
            yield
            place(self.view, self._ready().figure)
            yield

    def _ready(self) -> C:
        if self._made is None:
            self._made = self._make()
            if self._look != USUAL:
                self._made.restyle(*self._look)
        return self._made

    def show(self, shown: bool) -> None:
        """Show or hide the place."""
        self.view.visible = shown

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._look = (dark, large)
        if self._made is not None:
            self._made.restyle(dark, large)
