"""Downloads into Keras's cache: folders, hashes, repeated downloads; failures are quick and have one clear message."""

import gzip
import hashlib
import io
import struct

import numpy as np
import pytest

from engine.datasets import downloader
from engine.datasets.catalog import CATALOG
from engine.datasets.keras import fashion_mnist, file_cache, mnist
from engine.errors import ProblemError

RANDOM = np.random.default_rng(1)
FAKE = {
    "x_train": RANDOM.integers(0, 256, (30, 28, 28), "uint8"),
    "y_train": RANDOM.integers(0, 10, 30, "uint8"),
    "x_test": RANDOM.integers(0, 256, (10, 28, 28), "uint8"),
    "y_test": RANDOM.integers(0, 10, 10, "uint8"),
}


def npz(**arrays):
    raw = io.BytesIO()
    np.savez_compressed(raw, **arrays)
    return raw.getvalue()


def idx(array):
    head = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.tobytes(), mtime=0)


@pytest.fixture
def fake_mnist(server, monkeypatch):
    server.files["mnist.npz"] = npz(**FAKE)
    monkeypatch.setattr(mnist, "HASH", hashlib.sha256(server.files["mnist.npz"]).hexdigest())
    return server


@pytest.fixture
def fake_fashion(server):
    for name, key in zip(fashion_mnist.FILES, ("y_train", "x_train", "y_test", "x_test"), strict=True):
        server.files[name] = idx(FAKE[key])
    return server


def is_fake(loaded):
    (x_train, y_train), (x_test, y_test) = loaded
    for name, array in {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}.items():
        assert array.dtype == np.uint8
        np.testing.assert_array_equal(array, FAKE[name])
    return True


def failure(load=mnist.load_data):
    with pytest.raises(ProblemError) as caught:
        load()
    assert caught.value.problem.code == "download_failed"
    assert str(caught.value).count(". ") == 1
    return caught.value.problem.values


def file_names(folder):
    return [path.name for path in folder.iterdir()]


def test_mnist_is_downloaded_once_and_then_cached(fake_mnist, keras_home, capsys):
    assert not mnist.available()
    assert is_fake(mnist.load_data())
    assert file_names(keras_home / "datasets") == ["mnist.npz"]
    assert "mnist.npz" in capsys.readouterr().err
    assert mnist.available()
    assert is_fake(mnist.load_data())
    assert fake_mnist.requests == ["mnist.npz"]


def test_fashion_is_downloaded_once_and_then_cached(fake_fashion, keras_home):
    assert not fashion_mnist.available()
    assert is_fake(fashion_mnist.load_data())
    assert set(file_names(keras_home / "datasets" / "fashion-mnist")) == set(fashion_mnist.FILES)
    assert fashion_mnist.available()
    assert is_fake(fashion_mnist.load_data())
    assert fake_fashion.requests == list(fashion_mnist.FILES)


def test_the_catalogue_downloads_and_loads(fake_mnist):
    calls = []
    CATALOG["mnist"].download(progress=lambda done, total: calls.append((done, total)))
    size = len(fake_mnist.files["mnist.npz"])
    assert calls[-1] == (size, size)
    samples = CATALOG["mnist"].load({"n": 100}, validation=0.2)
    assert (len(samples.x_train), len(samples.x_val), len(samples.x_test)) == (24, 6, 10)
    assert samples.x_test.dtype == np.float32
    np.testing.assert_array_equal(samples.x_test, FAKE["x_test"].astype("float32") / 255)


def test_a_changed_file_in_the_cache_is_downloaded_again(fake_mnist, keras_home):
    folder = keras_home / "datasets"
    folder.mkdir(parents=True)
    (folder / "mnist.npz").write_bytes(b"something else")
    assert not mnist.available()
    assert is_fake(mnist.load_data())
    assert mnist.available()


def test_a_truncated_idx_in_the_cache_is_downloaded_again(fake_fashion, keras_home):
    fashion_mnist.load_data()
    path = keras_home / "datasets" / "fashion-mnist" / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:500])
    fake_fashion.requests.clear()
    assert is_fake(fashion_mnist.load_data())
    assert fake_fashion.requests == [path.name]


def test_a_download_with_a_wrong_hash_fails(fake_mnist, keras_home):
    fake_mnist.files["mnist.npz"] = npz(**{**FAKE, "y_test": FAKE["y_test"] + 1})
    values = failure()
    assert values["reason"] == "file_changed"
    assert values["url"].endswith("/mnist.npz")
    assert values["folder"] == str(keras_home / "datasets")
    assert values["stand_in"] == "digits"
    assert file_names(keras_home / "datasets") == []


def test_a_failed_download_leaves_the_old_file(fake_mnist, keras_home):
    folder = keras_home / "datasets"
    folder.mkdir(parents=True)
    (folder / "mnist.npz").write_bytes(b"old")
    fake_mnist.files.clear()
    values = failure()
    assert values["reason"] == "http_status"
    assert "404" in values["detail"]
    assert (folder / "mnist.npz").read_bytes() == b"old"


def test_a_truncated_response_fails(fake_mnist, keras_home):
    fake_mnist.cut.add("mnist.npz")
    assert failure()["reason"] in {"cut_off", "file_changed"}
    assert file_names(keras_home / "datasets") == []


def test_a_silent_server_times_out(fake_mnist):
    fake_mnist.slow.add("mnist.npz")
    assert failure()["reason"] == "timeout"


def test_a_stalled_response_times_out(fake_mnist, keras_home):
    fake_mnist.stalled.add("mnist.npz")
    assert failure()["reason"] == "timeout"
    assert file_names(keras_home / "datasets") == []


def test_a_refused_connection_fails(fake_mnist, monkeypatch):
    monkeypatch.setenv(file_cache.BASE_VARIABLE, "http://127.0.0.1:9")
    assert failure()["reason"] == "no_connection"
    assert failure(fashion_mnist.load_data)["reason"] == "no_connection"


def test_slow_dns_times_out(fake_mnist, monkeypatch):
    monkeypatch.setattr(downloader.socket, "getaddrinfo", lambda *_: fake_mnist.stopped.wait(10))
    monkeypatch.setattr(downloader, "TIMEOUT", (0.1, 0.1))
    assert failure()["reason"] == "timeout"


def test_a_bad_address_fails(fake_mnist, monkeypatch):
    monkeypatch.setenv(file_cache.BASE_VARIABLE, "http://[")
    assert failure()["reason"] == "no_connection"


def test_a_response_that_is_too_large_fails(fake_mnist, monkeypatch):
    monkeypatch.setattr(downloader, "MAX_BYTES", 1000)
    monkeypatch.setattr(downloader, "CHUNK", 1000)
    assert failure()["reason"] == "too_many_bytes"


def test_the_temporary_folder_is_used_if_keras_home_is_not_writable(fake_mnist, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file" / "keras"))
    assert is_fake(mnist.load_data())
    assert (tmp_path / "temporary" / ".keras" / "datasets" / "mnist.npz").exists()
    assert mnist.available()


def test_a_download_without_a_writable_folder_fails(fake_mnist, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file" / "keras"))
    monkeypatch.setattr(file_cache.tempfile, "tempdir", str(tmp_path / "file"))
    assert failure()["reason"] == "disk"


def test_the_urls_are_those_of_keras(monkeypatch):
    monkeypatch.delenv(file_cache.BASE_VARIABLE, raising=False)
    base = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
    assert file_cache.download_url("mnist.npz") == base + "mnist.npz"
    assert mnist.HASH == "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"


def test_an_absolute_path_needs_no_hash_and_no_network(keras_home, tmp_path, monkeypatch):
    path = tmp_path / "given.npz"
    path.write_bytes(npz(**FAKE))
    assert is_fake(mnist.load_data(str(path)))
    monkeypatch.setenv(mnist.FILE_VARIABLE, str(path))
    assert mnist.available()
    assert is_fake(mnist.load_data())


def test_real_mnist(real_data, keras_home):
    (x, y), (x_test, y_test) = mnist.load_data(str(real_data / "mnist" / "mnist_rebuilt.npz"))
    sums = {
        "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757": x,
        "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13": y,
        "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161": x_test,
        "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5": y_test,
    }
    assert x.shape == (60_000, 28, 28)
    assert [hashlib.sha256(array.tobytes()).hexdigest() for array in sums.values()] == list(sums)


def test_real_fashion_mnist(real_data, keras_home):
    keras_home.mkdir()
    (keras_home / "datasets").mkdir()
    (keras_home / "datasets" / "fashion-mnist").symlink_to(real_data / "fashion-mnist", target_is_directory=True)
    assert fashion_mnist.available()
    (x, y), (x_test, y_test) = fashion_mnist.load_data()
    assert x.mean() == pytest.approx(72.940352, abs=1e-5)
    assert x_test.mean() == pytest.approx(73.146567, abs=1e-5)
    assert np.bincount(y).tolist() == [6000] * 10
    assert np.bincount(y_test).tolist() == [1000] * 10
