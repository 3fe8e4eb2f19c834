"""Settings of all tests: which of them are quick; generated cases are the same in every run, and have no deadline."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("everywhere", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("everywhere")

QUICK = ("engine", "app", "test_import_graph.py", "test_laws.py", "test_names.py")
"""Folders and files of the quick tests: the engine and the app, without a browser."""
SLOW = (
    "app/lesson/test_reader.py", "app/state/test_lecture.py", "app/state/test_trainer_workers.py",
    "engine/datasets/keras/test_texts_and_tables.py",
    "engine/kernels/lowlevel/test_gemm.py", "engine/kernels/runtime/test_precompile.py",
    "engine/kernels/test_cpu_features.py",
    "engine/saving/test_hostile_files.py", "engine/seeds", "engine/test_fast_paths.py", "engine/test_surface.py",
)  # fmt: skip
"""Those of them that take more than 10 seconds by themselves, with kernels compiled before."""


def is_below(path: str, names: tuple[str, ...]) -> bool:
    return any(path == name or path.startswith(f"{name}/") for name in names)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the quick tests; a test that is marked ``long`` is none."""
    folder = Path(__file__).parent
    if missing := [name for name in (*QUICK, *SLOW) if not (folder / name).exists()]:
        raise pytest.UsageError(f"tests/conftest.py names files that do not exist: {', '.join(missing)}")
    for item in items:
        path = item.path.relative_to(folder).as_posix()
        if is_below(path, QUICK) and not is_below(path, SLOW) and item.get_closest_marker("long") is None:
            item.add_marker("quick")
