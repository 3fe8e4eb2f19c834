"""TensorBoard's files: their bytes are those of TensorFlow (recorded by tests/golden/record_events.py)."""

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from model_scenarios import X, Y

import engine as keras
from engine.callbacks import TensorBoard
from engine.callbacks.event_file import crc32c, frame_record, mask_crc
from engine.callbacks.summaries import buckets, event, histogram, images, png, scalar
from engine.callbacks.tensorboard import as_images

RECORDED = json.loads((Path(__file__).parents[2] / "golden" / "events.json").read_text("utf-8"))
VALUES = np.sin(np.arange(20.0)).reshape(4, 5)
EVENTS = [(0, scalar("epoch_loss", 0.4375)), (300, scalar("epoch_accuracy", 1 / 3)),
          (1, histogram("dense/kernel/histogram", VALUES)), (2, histogram("dense/bias/histogram", np.full(3, 0.5)))]


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if not data[at - 1] & 0x80:
            return value, at


def fields(data):
    """A message as ``{field number: [values]}``."""
    values, at = {}, 0
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
        values.setdefault(key >> 3, []).append(value)
    return values


def records(path):
    data, at = path.read_bytes(), 0
    while at < len(data):
        length, check = struct.unpack_from("<QI", data, at)
        assert check == mask_crc(crc32c(data[at:at + 8]))
        body = data[at + 12:at + 12 + length]
        assert struct.unpack_from("<I", data, at + 12 + length) == (mask_crc(crc32c(body)),)
        yield fields(body)
        at += 16 + length


def read_values(folder):
    """``(step, tag, plugin, tensor)`` of every value in the only file of a folder."""
    (path,) = folder.glob("events.out.tfevents.*.v2")
    first, *rest = records(path)
    assert first[3] == [b"brain.Event:2"]
    for event_fields in rest:
        value = fields(fields(event_fields[5][0])[1][0])
        plugin = fields(fields(value[9][0])[1][0])[1][0].decode()
        yield event_fields.get(2, [0])[0], value[1][0].decode(), plugin, fields(value[8][0])


def classifier():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax", name="top")], name="own")
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["acc"])
    return model


def fit(callback, model=None, **kwargs):
    return (model or classifier()).fit(X, Y, **{"epochs": 2, "batch_size": 10, "verbose": 0, "validation_split": 0.5,
                                          **kwargs}, callbacks=[callback])


def test_crc32c_matches_the_standard():
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA


@pytest.mark.parametrize("index", range(len(EVENTS)))
def test_events_have_tensorflows_bytes(index):
    expected = bytes.fromhex(RECORDED["records"][index + 1])
    wall_time = struct.unpack_from("<d", expected, 1)[0]
    step, value = EVENTS[index]
    data = event(wall_time, step, [value])
    if index != 2:
        assert data.hex() == expected.hex()
    tensors = [np.frombuffer(fields(fields(fields(fields(data)[5][0])[1][0])[8][0])[4][0], "<f8" if index > 1 else "<f4")
               for data in (data, expected)]
    np.testing.assert_allclose(*tensors, rtol=1e-12)


def test_records_are_framed_as_tensorflow_frames_them():
    for name, index in (("head", 0), ("scalar", 1)):
        assert frame_record(bytes.fromhex(RECORDED["records"][index])).hex() == RECORDED[name]


def test_every_epoch_is_read_values(tmp_path):
    history = fit(TensorBoard(tmp_path)).history
    train, validation = list(read_values(tmp_path / "train")), list(read_values(tmp_path / "validation"))
    scalars = [(step, tag) for step, tag, plugin, _ in train if plugin == "scalars"]
    assert scalars == [(epoch, f"epoch_{name}") for epoch in (0, 1) for name in ("acc", "loss", "learning_rate")]
    assert [(step, tag) for step, tag, *_ in validation] == [
        entry for epoch in (0, 1) for entry in (
            (epoch + 1, "evaluation_acc_vs_iterations"), (epoch + 1, "evaluation_loss_vs_iterations"),
            (epoch, "epoch_acc"), (epoch, "epoch_loss"))]
    losses = [struct.unpack("<f", tensor[4][0])[0] for _, tag, _, tensor in train if tag == "epoch_loss"]
    np.testing.assert_allclose(losses, history["loss"], rtol=1e-6)


@pytest.mark.parametrize(("update_freq", "steps"), [("batch", [1, 2, 3, 4]), (2, [2, 4]), ("epoch", [])])
def test_update_freq_selects_batches(update_freq, steps, tmp_path):
    fit(TensorBoard(tmp_path, update_freq=update_freq), batch_size=5)
    assert [step for step, tag, *_ in read_values(tmp_path / "train") if tag == "batch_loss"] == steps


def test_weights_become_histograms_and_images(tmp_path):
    model = classifier()
    fit(TensorBoard(tmp_path, histogram_freq=2, write_images=True), model, epochs=3)
    tags = [(step, tag, plugin) for step, tag, plugin, _ in read_values(tmp_path / "train")
             if plugin not in ("scalars", "graph_keras_model")]
    assert tags == [(step, f"own/top/{name}/{kind}", f"{kind}s") for step in (0, 2) for name in ("kernel", "bias")
                     for kind in ("histogram", "image")]
    tensors = [tensor for _, tag, _, tensor in read_values(tmp_path / "train") if tag == "own/top/kernel/histogram"]
    rows = np.frombuffer(tensors[-1][4][0], "<f8").reshape(30, 3)
    assert rows[:, 2].sum() == 12
    np.testing.assert_allclose(rows, buckets(model.get_weights()[0]))


@pytest.mark.parametrize(("shape", "expected"), [((), (1, 1, 1)), ((3,), (1, 3, 1)), ((4, 3), (1, 3, 4)),
                                                 ((3, 4), (1, 3, 4)), ((2, 3, 5), (5, 2, 3)), ((2, 2, 2, 2), None)])
def test_matrices_become_images_in_landscape_format(shape, expected):
    pixels = as_images(np.zeros(shape))
    assert (None if pixels is None else pixels.shape) == expected


def test_images_are_encoded_as_png():
    grey = (np.arange(12).reshape(3, 4) * 20).astype("uint8")
    data = png(grey)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack_from(">II", data, 16) == (4, 3)
    body = zlib.decompress(data[data.index(b"IDAT") + 4:])
    assert [list(body[5 * i + 1:5 * i + 5]) for i in range(3)] == grey.tolist()
    assert b"IHDR" in images("own", np.zeros((5, 2, 3)))


def test_profile_batch_warns(tmp_path):
    with pytest.warns(UserWarning, match="profile_batch does nothing"):
        TensorBoard(tmp_path, profile_batch=2)
