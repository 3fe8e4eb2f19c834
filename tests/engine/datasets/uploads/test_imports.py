"""pandas takes a second to import, so nothing imports it until a file is read."""

import subprocess
import sys

import pytest

STARTS = ["import engine", "import engine.specs.data_code", "import app.main", "import app.state.uploading, app.state.data_form"]
CHECK = "{start}\nimport sys\nassert not {{'pandas', 'openpyxl'}} & set(sys.modules)"


@pytest.mark.parametrize("start", STARTS)
def test_pandas_is_imported_only_when_a_file_is_read(start):
    done = subprocess.run([sys.executable, "-c", CHECK.format(start=start)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
