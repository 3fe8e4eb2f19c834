"""CIFAR, IMDB, Reuters, NSMC and the housing sets are loaded as in Keras, from served and from real files."""

import gzip
import hashlib
import io
import json
import pickle
import tarfile

import numpy as np
import pytest

from engine.datasets.catalog import CATALOG
from engine.datasets.embedded.loader import read_embedded
from engine.datasets.keras import (
    boston_housing,
    california_housing,
    cifar10,
    cifar100,
    imdb,
    nsmc,
    reuters,
    word_index,
)
from engine.errors import ProblemError

RNG = np.random.default_rng(2)


def lists(*texts):
    array = np.empty(len(texts), object)
    for i, text in enumerate(texts):
        array[i] = list(text)
    return array


def npz(**arrays):
    raw = io.BytesIO()
    np.savez_compressed(raw, allow_pickle=True, **arrays)
    return raw.getvalue()


def archive(files):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return raw.getvalue()


def problem(call, *args, **kwargs):
    with pytest.raises(ProblemError) as caught:
        call(*args, **kwargs)
    return caught.value.problem


def serve(server, monkeypatch, module, name, content, attribute="HASH"):
    """Serve a file of a data set and make its hash the expected one."""
    server.files[name] = content
    monkeypatch.setattr(module, attribute, hashlib.sha256(content).hexdigest())


# --- CIFAR --------------------------------------------------------------------------------------------------------


def batch(rows, **labels):
    data = RNG.integers(0, 256, (rows, 3072), "uint8")
    return pickle.dumps({b"data": data, **{key.encode(): value for key, value in labels.items()}}, 3), data


@pytest.fixture
def fake_cifar(server, monkeypatch):
    """Archives of a few images."""
    batches = {name: batch(2, labels=[1, i]) for i, name in enumerate(cifar10.ARCHIVE.files)}
    for module, files, target in (
        (cifar10, {name: raw for name, (raw, _) in batches.items()}, "cifar-10-python.tar.gz"),
        (cifar100, {name: batch(3, fine_labels=[9, 8, 7], coarse_labels=[1, 2, 3])[0] for name in cifar100.ARCHIVE.files},
         "cifar-100-python.tar.gz"),
    ):
        server.files[target] = archive({"readme.html": b"x", "../outside": b"y", **files})
        fields = {**vars(module.ARCHIVE), "sha256": hashlib.sha256(server.files[target]).hexdigest(),
                 "files": dict.fromkeys(files, 2)}
        monkeypatch.setattr(module, "ARCHIVE", type(module.ARCHIVE)(**fields))
    return server, [data for _, data in batches.values()]


def test_cifar10_is_extracted_once_and_read(fake_cifar, keras_home):
    server, images = fake_cifar
    assert not cifar10.available()
    (x, y), (x_test, y_test) = cifar10.load_data()
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((10, 32, 32, 3), np.uint8, (10, 1), np.uint8)
    assert y.ravel().tolist() == [1, 0, 1, 1, 1, 2, 1, 3, 1, 4]
    np.testing.assert_array_equal(x[0].transpose(2, 0, 1).ravel(), images[0][0])
    np.testing.assert_array_equal(x_test[1, :, :, 2].ravel(), images[5][1, 2048:])
    assert y_test.tolist() == [[1], [5]]
    assert (keras_home / "datasets" / "cifar-10-batches-py-target" / "cifar-10-batches-py" / "test_batch").is_file()
    assert not (keras_home / "outside").exists()
    assert not (keras_home / "datasets" / "outside").exists()
    assert cifar10.available()
    cifar10.load_data()
    assert len(server.requests) == 1


def test_a_damaged_batch_is_extracted_again(fake_cifar, keras_home):
    cifar10.load_data()
    path = next((keras_home / "datasets" / "cifar-10-batches-py-target" / "cifar-10-batches-py").iterdir())
    path.write_bytes(b"x" * 10_000)
    (x, _), _ = cifar10.load_data()
    assert len(x) == 10


def test_a_failed_download_deletes_no_batch(fake_cifar, keras_home):
    """Not even a damaged one: it is replaced only by a valid file."""
    server, _ = fake_cifar
    cifar10.load_data()
    datasets = keras_home / "datasets"
    (datasets / "cifar-10-batches-py-target_archive").unlink()
    folder = datasets / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    (folder / "data_batch_2").write_bytes(b"x" * 10_000)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    server.cut.add("cifar-10-python.tar.gz")
    assert problem(cifar10.load_data).code == "download_failed"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    server.cut.clear()
    (x, _), _ = cifar10.load_data()
    assert len(x) == 10


def test_cifar100_has_fine_and_coarse_labels(fake_cifar):
    (_, y), _ = cifar100.load_data()
    assert y.ravel().tolist() == [9, 8, 7]
    (_, y), (_, y_test) = cifar100.load_data("coarse")
    assert y.ravel().tolist() == y_test.ravel().tolist() == [1, 2, 3]
    assert problem(cifar100.load_data, "both").code == "not_a_choice"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"cifar-10-batches-py/data_batch_1": b"x" * 10_000}, "bad_archive"),
        (dict.fromkeys(cifar10.ARCHIVE.files, b"x" * 10000), "bad_pickle"),
        ({name: pickle.dumps({b"data": 3, b"labels": [b"x" * 7000]}, 3) for name in cifar10.ARCHIVE.files}, "bad_pickle"),
        ({f"file {i}": b"" for i in range(200)}, "bad_archive"),
    ],
)
def test_invalid_archives_are_refused(fake_cifar, monkeypatch, files, code):
    server, _ = fake_cifar
    content = archive(files)
    server.files["cifar-10-python.tar.gz"] = content
    fields = {**vars(cifar10.ARCHIVE), "sha256": hashlib.sha256(content).hexdigest()}
    monkeypatch.setattr(cifar10, "ARCHIVE", type(cifar10.ARCHIVE)(**fields))
    assert problem(cifar10.load_data).code == code


def test_a_failed_download_names_a_stand_in(server):
    failed = problem(CATALOG["cifar10"].download)
    assert (failed.code, failed.values["stand_in"]) == ("download_failed", "colour_shapes")
    assert failed.values["url"].endswith("/cifar-10-python.tar.gz")


# --- texts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def fake_imdb(server, monkeypatch):
    serve(server, monkeypatch, imdb, "imdb.npz", npz(
        x_train=lists([1, 2, 3], [4, 5], [6]), y_train=np.array([1, 0, 1]), x_test=lists([7, 8], [9, 1, 1, 1]),
        y_test=np.array([0, 1])))
    serve(server, monkeypatch, imdb, "imdb_word_index.json", json.dumps({"the": 1, "fawn": 2}).encode(), "INDEX_HASH")
    return server


def sequences(loaded):
    (x, y), (x_test, y_test) = loaded
    return sorted(zip(map(list, [*x, *x_test]), [*y.tolist(), *y_test.tolist()], strict=True))


def test_imdb_shifts_and_limits_word_indices_as_keras(fake_imdb, keras_home):
    assert not imdb.available()
    whole = [([1, 4, 5, 6], 1), ([1, 7, 8], 0), ([1, 9], 1), ([1, 10, 11], 0), ([1, 2, 4, 4, 4], 1)]
    assert sequences(imdb.load_data()) == sorted(whole)
    limited = sequences(imdb.load_data(num_words=8, skip_top=5))
    assert limited == sorted([([2, 2, 5, 6], 1), ([2, 7, 2], 0), ([2, 2], 1), ([2, 2, 2], 0), ([2, 2, 2, 2, 2], 1)])
    bare = sequences(imdb.load_data(start_char=None, oov_char=None, index_from=None, num_words=6))
    assert bare == sorted([([1, 2, 3], 1), ([4, 5], 0), ([], 1), ([], 0), ([1, 1, 1], 1)])
    assert len(sequences(imdb.load_data(maxlen=4))) == 3
    assert problem(imdb.load_data, maxlen=2).code == "no_short_text"
    assert imdb.get_word_index() == {"the": 1, "fawn": 2}
    assert imdb.available()


def test_the_largest_index_becomes_oov_as_in_keras(fake_imdb):
    assert 12 not in {word for text, _ in sequences(imdb.load_data()) for word in text}


def test_imdb_is_loaded_from_the_catalogue(fake_imdb):
    CATALOG["imdb"].download()
    samples = CATALOG["imdb"].load({"words": 50, "length": 5, "n": 100}, validation=0)
    assert samples.x_train.shape == (3, 5)
    assert samples.x_train.dtype == np.int32
    assert CATALOG["imdb"].with_options({"length": 7}).shape == (7,)
    assert CATALOG["imdb"].with_options({"length": "x"}).shape == (100,)


@pytest.mark.parametrize(
    "arrays",
    [{"x": np.arange(3), "y": np.arange(3)}, {"x": lists([1], [2]), "y": np.arange(3)},
     {"x": lists(["a"], [2]), "y": np.arange(2)}, {"x": lists([1], [2]), "y": np.array(["a", "b"])}, {"y": np.arange(3)}],
)
def test_invalid_newswires_are_refused(server, monkeypatch, arrays):
    serve(server, monkeypatch, reuters, "reuters.npz", npz(**arrays))
    assert problem(reuters.load_data).code == "bad_npz"


@pytest.mark.parametrize("content", [b"[1]", b"{", b'{"a": "b"}', b"[" * 100_000])
def test_invalid_word_indices_are_refused(tmp_path, content):
    (tmp_path / "index.json").write_bytes(content)
    assert problem(word_index.read_word_index, tmp_path / "index.json").code == "bad_word_index"


# --- NSMC and housing ------------------------------------------------------------------------------------------


def test_nsmc_is_downloaded_and_indexed(server, monkeypatch, keras_home):
    header = "id\tdocument\tlabel\n"
    content = {"ratings_train.txt": header + "1\t좋은 \"영화\t1\n2\t\t0\n3\t나쁜 영화\t0\n", "ratings_test.txt": header + "4\t좋은 새\t1\n"}
    for name, text in content.items():
        server.files[name] = text.encode()
    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in content.items()}
    monkeypatch.setattr(nsmc, "FILES", hashes)
    assert not nsmc.available()
    (x, y), (x_test, y_test) = nsmc.load_data()
    assert (x.tolist(), y.tolist()) == (['좋은 "영화', "", "나쁜 영화"], [1, 0, 0])
    assert nsmc.available()
    assert (x_test.tolist(), y_test.tolist()) == (["좋은 새"], [1])
    samples = CATALOG["nsmc"].load({"length": 5, "n": 100}, validation=0)
    assert samples.x_train.tolist() == [[0, 0, 0, 1, 2], [0] * 5, [0, 0, 0, 3, 4]]
    assert samples.x_test.tolist() == [[0, 0, 0, 0, 1]]
    (keras_home / "datasets" / "nsmc" / "ratings_test.txt").write_text("id\tx\n", "utf-8")
    assert problem(nsmc.read, keras_home / "datasets" / "nsmc" / "ratings_test.txt").code == "bad_ratings"


@pytest.mark.parametrize(("module", "columns"), [(california_housing, 8), (boston_housing, 13)])
def test_housing_is_shuffled_and_split_as_keras(server, monkeypatch, module, columns):
    x, y = RNG.normal(size=(50, columns)), RNG.normal(size=50)
    serve(server, monkeypatch, module, f"{module.__name__.rpartition('.')[2]}.npz", npz(x=x, y=y))
    (x_train, y_train), (x_test, y_test) = module.load_data(test_split=0.3, seed=5)
    order = np.random.RandomState(5).permutation(50)
    np.testing.assert_array_equal(np.concatenate([x_train, x_test]), x[order])
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), y[order])
    assert len(x_train) == 35
    assert problem(module.load_data, test_split=1).code == "not_below"


def test_the_small_version_needs_no_network(keras_home):
    (x, y), (x_test, _) = california_housing.load_data(version="small")
    assert (x.shape, y.shape, x_test.shape) == ((480, 8), (480,), (120, 8))
    assert read_embedded("california_small").feature_names == california_housing.FEATURE_NAMES
    assert problem(california_housing.load_data, version="tiny").code == "not_a_choice"


# --- the real files -----------------------------------------------------------------------------------------------


def test_real_imdb(real_data):
    (x, y), (x_test, _) = imdb.load_data(str(real_data / "imdb" / "imdb.npz"), num_words=10_000)
    assert (len(x[0]), x[0][:8]) == (218, [1, 14, 22, 16, 43, 530, 973, 1622])
    assert y[:10].tolist() == [1, 0, 0, 1, 0, 0, 1, 0, 1, 0]
    assert np.mean([len(text) for text in x_test]) == pytest.approx(230.8042)
    assert imdb.get_word_index(str(real_data / "imdb" / "imdb_word_index.json"))["the"] == 1


def test_real_reuters(real_data):
    (x, y), (x_test, _) = reuters.load_data(str(real_data / "reuters" / "reuters.npz"))
    assert (x[0][:7], y[:10].tolist()) == ([1, 27595, 28842, 8, 43, 10, 447], [3, 4, 3, 4, 4, 4, 4, 3, 3, 16])
    assert (len(x), len(x_test), y[0], reuters.get_label_names()[y[0]]) == (8982, 2246, 3, "earn")
    assert len(reuters.get_word_index(str(real_data / "reuters" / "reuters_word_index.json"))) == 30979


def test_real_california_housing(real_data):
    (x, y), (x_test, y_test) = california_housing.load_data(path=str(real_data / "tabular" / "california_housing.npz"))
    assert (x.shape, x_test.shape, x.dtype) == ((16512, 8), (4128, 8), np.float32)
    assert np.concatenate([y, y_test]).mean(dtype="float64") == pytest.approx(206855.81, abs=0.1)


def test_real_nsmc(real_data, tmp_path):
    content = gzip.decompress((real_data / "nsmc" / "ratings_test.txt.gz").read_bytes())
    assert hashlib.sha256(content).hexdigest() == nsmc.FILES["ratings_test.txt"]
    (tmp_path / "ratings_test.txt").write_bytes(content)
    x, y = nsmc.read(tmp_path / "ratings_test.txt")
    assert (len(x), y.sum()) == (50_000, 25_173)
