"""Rules of style and architecture, checked over every file of the project."""

import ast
import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from engine.errors import MESSAGES

ROOT = Path(__file__).parent.parent
PYTHON = sorted(p for folder in ("engine", "app") for p in (ROOT / folder).rglob("*.py"))
SCRIPTS = sorted(p for suffix in ("js", "css") for p in (ROOT / "app").rglob(f"*.{suffix}"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in PYTHON}
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
KERAS_SIGNATURES = {
    "engine/datasets/keras/imdb.py", "engine/datasets/keras/reuters.py", "engine/training/trainer.py",
    "engine/models/sequential.py",
    "engine/layers/input.py", "engine/preprocessing/affine_transform.py", "engine/preprocessing/image_data_generator.py",
    "engine/preprocessing/skipgrams.py", "engine/preprocessing/image_transforms.py", "engine/utils/get_file.py",
    "engine/utils/image_dataset.py", "engine/utils/plot_model.py", "engine/utils/text_dataset.py",
    "engine/utils/timeseries_dataset.py",
}  # fmt: skip
"""Files whose functions have the parameters that Keras gave them."""
EXTENSIBLE = {"Callback", "Configurable"}
"""Base classes for users whose methods all have a default implementation."""


def relative_name(path):
    return str(path.relative_to(ROOT))


def nodes(kind):
    return [(path, node) for path, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, kind)]


def location(path, node):
    return f"{relative_name(path)}:{node.lineno} {getattr(node, 'name', '')}".rstrip()


def called_name(node):
    """The name of the called function or method, without its module or object."""
    return getattr(node.func, "attr", None) or getattr(node.func, "id", "")


def lines(path):
    return len(path.read_text("utf-8").splitlines())


# --- size ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [PYTHON, SCRIPTS, TESTS], ids=["python", "scripts", "tests"])
def test_files_are_short(files):
    assert [f"{relative_name(p)}: {lines(p)}" for p in files if lines(p) > 300] == []
    assert statistics.median(map(lines, files)) <= 120


def test_functions_are_short():
    long = [(location(path, node), node.end_lineno - node.lineno + 1) for path, node in nodes(FUNCTIONS)]
    assert [entry for entry in long if entry[1] > 50] == []
    assert statistics.median(length for _, length in long) < 25


def test_functions_take_few_parameters():
    def max_parameters(path, node):
        if node.name == "__init__" or relative_name(path) in KERAS_SIGNATURES:
            return 99
        return 10 if relative_name(path).startswith("engine/kernels/") else 7

    def count_parameters(node):
        given = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        return len([name for name in given if name not in ("self", "cls")])

    assert [location(path, node) for path, node in nodes(FUNCTIONS) if count_parameters(node) > max_parameters(path, node)] == []


# --- form ---------------------------------------------------------------------------------------------------------


def test_every_file_has_a_docstring():
    without_docstring = [relative_name(path) for path, tree in TREES.items() if tree.body and not ast.get_docstring(tree)]
    assert without_docstring == []


def test_classes_are_abstract_or_final():
    def abstract(node):
        if node.name in EXTENSIBLE:
            return True
        bases = {ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases}
        return bool(bases & {"ABC", "Protocol", "Enum", "IntEnum", "StrEnum", "NamedTuple", "TypedDict"})

    def final(node):
        return any(ast.unparse(decorator) == "final" for decorator in node.decorator_list)

    assert [location(path, node) for path, node in nodes(ast.ClassDef) if not abstract(node) and not final(node)] == []
    assert [location(path, node) for path, node in nodes(ast.ClassDef) if abstract(node) and final(node)] == []


def test_imports_are_absolute():
    assert [location(path, node) for path, node in nodes(ast.ImportFrom) if node.level] == []


def test_import_contracts_hold():
    """In a new process, in which no module has been imported."""
    check = "from importlinter import cli; raise SystemExit(cli.lint_imports(no_cache=True))"
    completed = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stdout + completed.stderr


def test_app_modules_have_no_standard_library_names():
    assert [p.name for p in (ROOT / "app").iterdir() if p.stem in sys.stdlib_module_names] == []


def test_code_has_no_korean_literals():
    assert [relative_name(p) for p in (*PYTHON, *SCRIPTS) if HANGUL.search(p.read_text("utf-8"))] == []


RUNNER = "engine/__main__.py"
"""``python -m engine script.py`` runs a script at its author's command; no other file may run code."""


def test_only_the_script_runner_runs_code():
    running = ("exec", "eval", "compile", "__import__", "execfile")
    found = [location(path, node) for path, node in nodes(ast.Call)
             if isinstance(node.func, ast.Name) and node.func.id in running]
    assert found == []
    modules = re.compile(r"^\s*(import|from) (code|codeop|runpy)\b", re.MULTILINE)
    assert [relative_name(path) for path in PYTHON if modules.search(path.read_text("utf-8"))] == [RUNNER]
    importing = re.compile(r"engine\.__main__|from engine import .*__main__")
    assert [relative_name(path) for path in PYTHON if importing.search(path.read_text("utf-8"))] == []


def test_javascript_evaluates_no_text():
    running = re.compile(r"\beval\s*\(|new Function\s*\(|innerHTML\s*=\s*[^'\"`;]*msg|document\.write")
    assert [relative_name(p) for p in SCRIPTS if p.suffix == ".js" and running.search(p.read_text("utf-8"))] == []


# --- problems -----------------------------------------------------------------------------------------------------


def codes_used():
    """Literal codes passed to ``fail``, ``Problem`` or ``layer.problem``, with their locations."""
    positions = {"fail": 0, "problem": 0, "Problem": 1}
    for path, node in nodes(ast.Call):
        position = positions.get(called_name(node))
        if position is not None and len(node.args) > position:
            code = node.args[position]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value, location(path, node)


def test_every_problem_code_has_a_message():
    assert [(code, place) for code, place in codes_used() if code not in MESSAGES] == []


def test_every_message_is_used():
    written = {node.value for path, node in nodes(ast.Constant)
               if isinstance(node.value, str) and relative_name(path) != "engine/errors.py"}
    assert sorted(set(MESSAGES) - written) == []


def test_message_codes_are_unique():
    tables = [node.value for path, tree in TREES.items() if relative_name(path).startswith("engine/")
              and path.stem.endswith("_messages") for node in tree.body if isinstance(node, ast.AnnAssign)]
    keys = Counter(key.value for table in tables for key in table.keys if key is not None)
    assert [key for key, count in keys.items() if count > 1] == []
