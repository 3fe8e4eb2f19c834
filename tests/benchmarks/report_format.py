"""Formatting of the reports: rows of Markdown tables, numbers, and the machine's description."""

import os
import platform
from datetime import date
from pathlib import Path


def format_row(*cells: object) -> str:
    """One row of a Markdown table; a bar within a cell would end it."""
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def format_header(*cells: str) -> str:
    """The header of a Markdown table: names and rule."""
    return f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}"


def format_number(value: float | None) -> str:
    """Three digits; an integer from 100 on."""
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 else f"{value:.2g}"


def describe_machine() -> str:
    """Date, processor, cores and Python version."""
    return f"{date.today()}, {processor_name()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def processor_name() -> str:
    """The processor's name, or its architecture where the system does not name it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
