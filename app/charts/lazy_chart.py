"""Container that creates its chart on first use: a page without charts opens in half the time."""

from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar, final

from bokeh.models import Column
from bokeh.plotting import figure

from app.charts.chart_insertion import insert_charts, precompute_references


class Chart(Protocol):
    """A chart with a Bokeh figure."""

    figure: figure

    def restyle(self, dark: bool, large: bool = False) -> None: ...


C = TypeVar("C", bound=Chart)
DEFAULT_APPEARANCE = (False, False)
"""Appearance of a new chart, ``(dark, large)``: light theme, desktop size."""


@final
class LazyChart(Generic[C]):
    """Creates its chart on first access, in the page's current theme.

    view: a Column of Bokeh, as Panel's walks all models of the chart and of the page several times.
    """

    def __init__(self, make: Callable[[], C]) -> None:
        self.view: Column = Column(sizing_mode="stretch_width", margin=0)
        self._make = make
        self._chart: C | None = None
        self._appearance = DEFAULT_APPEARANCE

    @property
    def chart(self) -> C:
        """The chart; created and inserted on first access."""
        for _ in self.render_steps(lambda chart: None):
            pass
        return self._ensure_chart()

    @property
    def existing(self) -> C | None:
        """The chart if it has been created, else None."""
        return self._chart

    def render_steps(self, fill: Callable[[C], object]) -> Iterator[None]:
        """Fill the chart in steps: a new chart is created, filled, and then inserted into the page."""
        if self._chart is None:
            self._ensure_chart()
            yield
        fill(self._ensure_chart())
        yield
        if not self.view.children:
            precompute_references(self._ensure_chart().figure)
            yield
            insert_charts(self.view, self._ensure_chart().figure)
            yield

    def _ensure_chart(self) -> C:
        if self._chart is None:
            self._chart = self._make()
            if self._appearance != DEFAULT_APPEARANCE:
                self._chart.restyle(*self._appearance)
        return self._chart

    def show(self, shown: bool) -> None:
        """Show or hide the container."""
        self.view.visible = shown

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._appearance = (dark, large)
        if self._chart is not None:
            self._chart.restyle(dark, large)
