"""Texts: the Korean words of the interface, one TOML file for each part of it, keyed by Problem.code and by name."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def words(part: str) -> dict[str, Any]:
    """The words of one part of the interface: ``words("workshop")`` reads ``workshop.toml``. Not to be changed."""
    return tomllib.loads((FOLDER / f"{part}.toml").read_text("utf-8"))
