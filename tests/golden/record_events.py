"""Record TensorFlow's event files for TensorBoard into events.json.

Run in an environment with TensorFlow and TensorBoard: ``python tests/golden/record_events.py``. Tests only read the
file.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf

VALUES = np.sin(np.arange(20.0)).reshape(4, 5)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer = tf.summary.create_file_writer(folder)
        with writer.as_default():
            tf.summary.scalar("epoch_loss", 0.4375, step=0)
            tf.summary.scalar("epoch_accuracy", 1 / 3, step=300)
            tf.summary.histogram("dense/kernel/histogram", VALUES, step=1)
            tf.summary.histogram("dense/bias/histogram", np.full(3, 0.5), step=2)
        writer.close()
        path = next(Path(folder).glob("events*"))
        records = [record.numpy().hex() for record in tf.data.TFRecordDataset(str(path))]
        file = path.read_bytes()
    recorded = {"records": records, "head": file[:len(bytes.fromhex(records[0])) + 16].hex(),
             "scalar": file[len(bytes.fromhex(records[0])) + 16:][:len(bytes.fromhex(records[1])) + 16].hex()}
    Path(__file__).with_name("events.json").write_text(json.dumps(recorded, indent=1), "utf-8")
    print(f"{len(records)} events recorded from TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main()
