"""Charts: Bokeh figures that follow the state, in the page's own colours."""
