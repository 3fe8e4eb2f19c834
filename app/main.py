"""The page that ``panel serve app`` shows."""

from app.views.opening import page

page().servable()
