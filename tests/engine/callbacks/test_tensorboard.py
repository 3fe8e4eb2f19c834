"""TensorBoard's files: the bytes that TensorFlow writes (recorded by tests/golden/record_events.py), and what is told."""

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from model_scenarios import X, Y

import engine as keras
from engine.callbacks import TensorBoard
from engine.callbacks.event_file import crc32c, masked, record
from engine.callbacks.summaries import buckets, event, histogram, images, png, scalar
from engine.callbacks.tensorboard import as_images

RECORDED = json.loads((Path(__file__).parents[2] / "golden" / "events.json").read_text("utf-8"))
VALUES = np.sin(np.arange(20.0)).reshape(4, 5)
EVENTS = [(0, scalar("epoch_loss", 0.4375)), (300, scalar("epoch_accuracy", 1 / 3)),
          (1, histogram("dense/kernel/histogram", VALUES)), (2, histogram("dense/bias/histogram", np.full(3, 0.5)))]


def varint(data, at):
    number = shift = 0
    while True:
        number |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if not data[at - 1] & 0x80:
            return number, at


def fields(data):
    """A message as ``{field number: [values]}``."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        match key & 7:
            case 0:
                value, at = varint(data, at)
            case 1:
                value, at = struct.unpack_from("<d", data, at)[0], at + 8
            case 2:
                length, at = varint(data, at)
                value, at = data[at:at + length], at + length
            case 5:
                value, at = data[at:at + 4], at + 4
        found.setdefault(key >> 3, []).append(value)
    return found


def records(path):
    data, at = path.read_bytes(), 0
    while at < len(data):
        length, check = struct.unpack_from("<QI", data, at)
        assert check == masked(crc32c(data[at:at + 8]))
        body = data[at + 12:at + 12 + length]
        assert struct.unpack_from("<I", data, at + 12 + length) == (masked(crc32c(body)),)
        yield fields(body)
        at += 16 + length


def told(folder):
    """``(step, tag, plugin)`` of every value in the one file of a folder, with its tensor."""
    (path,) = folder.glob("events.out.tfevents.*.v2")
    first, *rest = records(path)
    assert first[3] == [b"brain.Event:2"]
    for each in rest:
        value = fields(fields(each[5][0])[1][0])
        plugin = fields(fields(value[9][0])[1][0])[1][0].decode()
        yield each.get(2, [0])[0], value[1][0].decode(), plugin, fields(value[8][0])


def model():
    made = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax", name="top")], name="own")
    made.compile("sgd", "sparse_categorical_crossentropy", metrics=["acc"])
    return made


def fit(callback, made=None, **more):
    return (made or model()).fit(X, Y, **{"epochs": 2, "batch_size": 10, "verbose": 0, "validation_split": 0.5,
                                          **more}, callbacks=[callback])


def test_the_checksum_is_that_of_the_standard():
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA


@pytest.mark.parametrize("number", range(len(EVENTS)))
def test_events_have_tensorflows_bytes(number):
    expected = bytes.fromhex(RECORDED["records"][number + 1])
    wall_time = struct.unpack_from("<d", expected, 1)[0]
    step, value = EVENTS[number]
    found = event(wall_time, step, [value])
    if number != 2:
        assert found.hex() == expected.hex()
    tensors = [np.frombuffer(fields(fields(fields(fields(data)[5][0])[1][0])[8][0])[4][0], "<f8" if number > 1 else "<f4")
               for data in (found, expected)]
    np.testing.assert_allclose(*tensors, rtol=1e-12)


def test_records_are_framed_as_tensorflow_frames_them():
    for name, number in (("head", 0), ("scalar", 1)):
        assert record(bytes.fromhex(RECORDED["records"][number])).hex() == RECORDED[name]


def test_every_epoch_is_told(tmp_path):
    history = fit(TensorBoard(tmp_path)).history
    train, validation = list(told(tmp_path / "train")), list(told(tmp_path / "validation"))
    scalars = [(step, tag) for step, tag, plugin, _ in train if plugin == "scalars"]
    assert scalars == [(epoch, f"epoch_{name}") for epoch in (0, 1) for name in ("acc", "loss", "learning_rate")]
    assert [(step, tag) for step, tag, *_ in validation] == [
        entry for epoch in (0, 1) for entry in (
            (epoch + 1, "evaluation_acc_vs_iterations"), (epoch + 1, "evaluation_loss_vs_iterations"),
            (epoch, "epoch_acc"), (epoch, "epoch_loss"))]
    losses = [struct.unpack("<f", tensor[4][0])[0] for _, tag, _, tensor in train if tag == "epoch_loss"]
    np.testing.assert_allclose(losses, history["loss"], rtol=1e-6)


@pytest.mark.parametrize(("update_freq", "steps"), [("batch", [1, 2, 3, 4]), (2, [2, 4]), ("epoch", [])])
def test_batches_are_told_as_asked(update_freq, steps, tmp_path):
    fit(TensorBoard(tmp_path, update_freq=update_freq), batch_size=5)
    assert [step for step, tag, *_ in told(tmp_path / "train") if tag == "batch_loss"] == steps


def test_weights_become_histograms_and_images(tmp_path):
    made = model()
    fit(TensorBoard(tmp_path, histogram_freq=2, write_images=True), made, epochs=3)
    found = [(step, tag, plugin) for step, tag, plugin, _ in told(tmp_path / "train")
             if plugin not in ("scalars", "graph_keras_model")]
    assert found == [(step, f"own/top/{name}/{kind}", f"{kind}s") for step in (0, 2) for name in ("kernel", "bias")
                     for kind in ("histogram", "image")]
    tensors = [tensor for _, tag, _, tensor in told(tmp_path / "train") if tag == "own/top/kernel/histogram"]
    rows = np.frombuffer(tensors[-1][4][0], "<f8").reshape(30, 3)
    assert rows[:, 2].sum() == 12
    np.testing.assert_allclose(rows, buckets(made.get_weights()[0]))


@pytest.mark.parametrize(("shape", "expected"), [((), (1, 1, 1)), ((3,), (1, 3, 1)), ((4, 3), (1, 3, 4)),
                                                 ((3, 4), (1, 3, 4)), ((2, 3, 5), (5, 2, 3)), ((2, 2, 2, 2), None)])
def test_weights_lie_on_their_side(shape, expected):
    found = as_images(np.zeros(shape))
    assert (None if found is None else found.shape) == expected


def test_an_image_is_a_png():
    grey = (np.arange(12).reshape(3, 4) * 20).astype("uint8")
    data = png(grey)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack_from(">II", data, 16) == (4, 3)
    body = zlib.decompress(data[data.index(b"IDAT") + 4:])
    assert [list(body[5 * i + 1:5 * i + 5]) for i in range(3)] == grey.tolist()
    assert b"IHDR" in images("own", np.zeros((5, 2, 3)))


def test_nothing_is_profiled(tmp_path):
    with pytest.warns(UserWarning, match="profile_batch does nothing"):
        TensorBoard(tmp_path, profile_batch=2)
