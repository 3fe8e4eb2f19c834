"""The cells of samples belong to the arrays that models are trained with."""

import numpy as np
import pytest

from engine.datasets.catalog import CATALOG
from engine.datasets.uploads import file_store
from engine.datasets.uploads.file_store import save
from engine.specs.data import load
from engine.specs.objects import DataSpec
from engine.specs.sample_cells import sample_cells

TABLES = [name for name, each in CATALOG.items() if each.kind == "vector" and each.embedded]
CONTENT = "이름,키,반,합격\n" + "".join(f"학생{n},{150 + n % 37}cm,{'가나다'[n % 3]},{n % 2}\n" for n in range(80))


@pytest.mark.parametrize("name", TABLES)
def test_numbers_of_a_table_are_those_before_scaling(name):
    samples = load(DataSpec(name))
    for part, x in (("train", samples.x_train), ("test", samples.x_test)):
        cells = sample_cells(DataSpec(name), part, range(10))
        rows = np.array(cells.rows)
        assert rows.shape == (10, len(cells.names)) == (10, len(CATALOG[name].feature_names))
        for column in range(rows.shape[1]):  # scaling keeps the distances between numbers but for a factor
            expected, actual = np.diff(rows[:, column]), np.diff(x[:10, column].astype(float))
            if np.ptp(rows[:, column]):
                np.testing.assert_allclose(actual / np.abs(actual).max(), expected / np.abs(expected).max(), atol=1e-3)


@pytest.mark.parametrize("options", [{"target": "합격"}, {"target": "키", "kind": "numeric"}])
def test_cells_of_a_file_are_as_written_and_in_the_order_of_the_samples(tmp_path, monkeypatch, options):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path))
    spec = DataSpec("csv", {"key": save(CONTENT.encode()), **options})
    samples = load(spec)
    for part, x in (("train", samples.x_train), ("test", samples.x_test)):
        cells = sample_cells(spec, part, range(8))
        classes = [row[cells.names.index("반")] for row in cells.rows]
        one_hot = x[:8, -3:]
        assert classes == ["가나다"[i] for i in one_hot.argmax(-1)]
        if options["target"] == "합격":
            assert all(row[cells.names.index("키")].endswith("cm") for row in cells.rows)


def test_images_have_no_cells():
    assert sample_cells(DataSpec("digits"), "train", [0]).rows == ()
