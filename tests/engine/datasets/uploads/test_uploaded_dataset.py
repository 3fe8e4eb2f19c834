"""Uploaded tables as data sets: their description, and pandas code that gives the same arrays."""

import numpy as np
import pytest

from engine.datasets.uploads.table import read_table
from engine.datasets.uploads.uploaded_dataset import make_dataset
from engine.errors import ProblemError

FLOWERS = "색,길이,너비,꽃\n빨강,1.5,?,장미\n노랑,2,\"1,200\",튤립\n빨강,,3,튤립\n,4.5,4,장미\n빨강,1,2,\n"


def check_against_pandas(content, folder, monkeypatch, **choices):
    (folder / "my \"data\".csv").write_bytes(content)
    monkeypatch.chdir(folder)
    dataset = make_dataset(read_table(content), file="my \"data\".csv", **choices)
    variables = {}
    exec(dataset.code(0), variables)
    arrays = dataset.read(0)
    np.testing.assert_allclose(arrays.x, variables["x"], rtol=1e-6)
    np.testing.assert_array_equal(arrays.y, variables["y"])
    assert (arrays.x.dtype, arrays.y.dtype) == (variables["x"].dtype, variables["y"].dtype)
    return dataset


def test_the_description_fits_the_table():
    dataset = make_dataset(read_table(FLOWERS.encode()))
    assert (dataset.name, dataset.kind, dataset.task, dataset.shape) == ("csv", "vector", "binary", (4,))
    assert dataset.class_names == ("장미", "튤립")
    assert dataset.feature_names == ("길이", "너비", "색=노랑", "색=빨강")
    assert dataset.outline.dropped == 1
    assert make_dataset(read_table(FLOWERS.encode()), "너비").task == "classification"
    assert make_dataset(read_table(FLOWERS.encode()), "길이").task == "regression"
    samples = dataset.load(validation=0.25, test=0.25, scale=True)
    assert samples.x_train.shape == (2, 4)
    assert np.isfinite(samples.x_train).all()


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_pandas_code_gives_the_same_arrays(encoding, tmp_path, monkeypatch):
    content = FLOWERS.encode(encoding)
    check_against_pandas(content, tmp_path, monkeypatch)
    check_against_pandas(content, tmp_path, monkeypatch, target="너비", target_kind="numeric")
    check_against_pandas(content.replace(b",", b"\t").replace(b"1\t200", b"1,200"), tmp_path, monkeypatch)
    check_against_pandas(b"1,2,0\n3,4,1\n5,7,2\n", tmp_path, monkeypatch)
    check_against_pandas(b"a,b,y\nu,1,p\nv,2,q\nu,3,q\n", tmp_path, monkeypatch, target="b")
    check_against_pandas(b"a,c,y\nu,k,p\nv,l,q\nu,m,q\n", tmp_path, monkeypatch)


def test_pandas_code_gives_the_same_arrays_of_real_tables(real_data, tmp_path, monkeypatch):
    content = (real_data / "tabular" / "titanic.csv").read_bytes()
    assert check_against_pandas(content, tmp_path, monkeypatch, target="Survived").task == "binary"
    content = (real_data / "tabular" / "pima-indians-diabetes.csv").read_bytes()
    assert check_against_pandas(content, tmp_path, monkeypatch).shape == (8,)


def test_an_unknown_target_is_refused():
    with pytest.raises(ProblemError, match="There is no column"):
        make_dataset(read_table(FLOWERS.encode()), "향기")
