"""``python -m engine script.py`` runs a Keras script on the engine, with tracebacks at the script's lines."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(path, *arguments):
    return subprocess.run([sys.executable, "-m", "engine", str(path), *arguments], capture_output=True, text=True,
                          check=False, cwd=ROOT, timeout=300)


def test_scripts_get_arguments_and_import_from_their_folder(tmp_path):
    (tmp_path / "mine.py").write_text("units = 5\n")
    script = tmp_path / "script.py"
    script.write_text("import sys\nfrom keras.models import Sequential\nfrom keras.layers import Dense\nimport mine\n"
                      "model = Sequential([Dense(mine.units, input_dim=2)])\n"
                      "if __name__ == '__main__':\n    print(sys.argv[1:], model.output_shape)\n")
    completed = run(script, "a", "-b")
    assert completed.stdout == "['a', '-b'] (None, 5)\n", completed.stderr
    assert completed.returncode == 0


def test_tracebacks_begin_at_the_script(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from tensorflow import keras\n\nmodel = keras.Sequential()\nmodel.add(keras.layers.Dense('x'))\n")
    completed = run(script)
    assert completed.returncode == 1
    first, second, third = completed.stderr.splitlines()[:3]
    assert (first, second) == ("Traceback (most recent call last):", f'  File "{script}", line 4, in <module>')
    assert "Dense('x')" in third
    assert "runpy" not in completed.stderr
    assert "units must be an integer" in completed.stderr


def test_exit_status_of_the_script_is_kept(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import sys\nsys.exit(7)\n")
    assert run(script).returncode == 7


def test_notebooks_run_their_cells_in_order(tmp_path):
    cells = [{"cell_type": "markdown", "source": ["# no code"]},
             {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip install keras\n", "import keras"]},
             {"cell_type": "code", "source": "print(keras.layers.Dense(2).units)"}]
    (tmp_path / "book.ipynb").write_text(json.dumps({"cells": cells}))
    completed = run(tmp_path / "book.ipynb")
    assert completed.stdout == "2\n", completed.stderr
    (tmp_path / "bad.ipynb").write_text("{}")
    assert "cannot be read" in run(tmp_path / "bad.ipynb").stderr


def test_a_missing_script_is_reported(tmp_path):
    assert "There is no file" in run(tmp_path / "none.py").stderr
    assert "script.py" in run("--help").stdout
