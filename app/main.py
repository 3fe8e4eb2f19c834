"""The page that ``panel serve app`` shows."""

from app.views.page import page

page().servable()
