"""Every component can be made, has the Korean words that its script uses, and is shown to the browser tests."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from panel.custom import JSComponent

import app.components

BROWSER = Path(__file__).parents[2] / "browser"
IN_VIEWS = {"Source": "test_data_cell.py", "Upload": "test_data_cell.py"}
"""Components that are only shown in a view, with the browser test of that view."""


def component_classes() -> Iterator[type[JSComponent]]:
    for module in pkgutil.iter_modules(app.components.__path__):
        name = f"app.components.{module.name}"
        for value in vars(import_module(name)).values():
            if isinstance(value, type) and issubclass(value, JSComponent) and value.__module__ == name:
                yield value


each = pytest.mark.parametrize("cls", [*component_classes()], ids=lambda cls: cls.__name__)


@each
def test_a_component_is_made_without_arguments(cls: type[JSComponent]) -> None:
    assert cls().get_root() is not None


@each
def test_the_words_of_a_script_exist(cls: type[JSComponent]) -> None:
    names = set(re.findall(r"\bwords\.(\w+)", cls._esm))
    assert names <= set(cls.param.words.default if "words" in cls.param else ())


@each
def test_a_component_is_shown_in_a_browser_test(cls: type[JSComponent]) -> None:
    imported = re.compile(rf"import .*\b{cls.__name__}\b")
    scripts = [path.name for path in BROWSER.glob("*.py") if imported.search(path.read_text("utf-8"))]
    in_view = (BROWSER / IN_VIEWS.get(cls.__name__, "none")).exists()
    assert scripts or in_view, f"add {cls.__name__} to tests/browser/components_harness.py (CONTRIBUTING.md, A component)"
