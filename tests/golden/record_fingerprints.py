"""Records into fingerprints.json the bins that TensorFlow finds for texts of many lengths.

Run in an environment with TensorFlow: ``python tests/golden/record_fingerprints.py``. Tests only read the file.
"""

import json
from pathlib import Path

import tensorflow as tf

BINS, KEY = 1_000_003, (133, 7)
LETTERS = "".join(chr(97 + i * 7 % 26) for i in range(200))
TEXTS = [*(LETTERS[:length] for length in range(200)), "한글", "새 영화"]


def main() -> None:
    fast = tf.strings.to_hash_bucket_fast(TEXTS, BINS).numpy().tolist()
    strong = tf.strings.to_hash_bucket_strong(TEXTS, BINS, key=KEY).numpy().tolist()
    recorded = {"bins": BINS, "key": KEY, "texts": ["한글", "새 영화"], "letters": LETTERS, "fast": fast, "strong": strong}
    Path(__file__).with_name("fingerprints.json").write_text(json.dumps(recorded, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
