"""One benchmark process: trains a workload with one library and reports how long it took.

    python runner.py PEER WORKLOAD THREADS [ENGINE_ROOT]

Writes lines of JSON: first the times at which the first batch and the first epoch ended (seconds since 1970, without the
time to generate the data); then, for each number of epochs read from standard input, the seconds of one epoch; at the
end of the input the peak memory. Imports nothing of the project outside this folder, because peers may be installed in
another Python. With ENGINE_ROOT, fails unless `engine` is imported from that folder.
"""

import json
import os
import sys
from pathlib import Path
from time import perf_counter, process_time, time

THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
                    "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
BACKENDS = {"Keras/TensorFlow": "tensorflow", "Keras/torch": "torch", "Keras/JAX": "jax"}
PEAK = "peak"
"""Instead of a peer's name: measures the machine's peak GFLOP/s."""


def limit_threads(threads):
    """Limit every library of this process to this number of threads, and the process to as many cores."""
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(threads)))
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={str(threads > 1).lower()}"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def keras_trainer(keras, workload, x, y, on_first_batch):
    """Return ``train(epochs)`` for the engine, or for Keras."""
    from workloads import build_model

    class FirstBatch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            on_first_batch()

    model, callbacks = build_model(keras, workload), [FirstBatch()]

    def train(epochs):
        model.fit(x, y, epochs=epochs, batch_size=workload.batch, verbose=0, callbacks=callbacks)
        callbacks.clear()

    return train


def import_engine(root):
    """Import the engine; ImportError if it does not come from the folder ``root``."""
    import engine

    if root and not Path(engine.__file__).resolve().is_relative_to(Path(root).resolve()):
        raise ImportError(f"engine was imported from {engine.__file__}, not from {root}")
    return engine


def make_trainer(peer, engine_root, workload, data, on_first_batch):
    """Return ``train(epochs)`` for the named peer."""
    if peer.startswith("engine"):
        return keras_trainer(import_engine(engine_root), workload, *data, on_first_batch)
    if peer in BACKENDS:
        os.environ["KERAS_BACKEND"] = BACKENDS[peer]
        import keras

        return keras_trainer(keras, workload, *data, on_first_batch)
    if peer == "torch":
        from torch_runner import make_trainer
    else:
        from sklearn_runner import make_trainer
    return make_trainer(workload, *data, on_first_batch)


def measure_peak_gflops():
    """Measure the GFLOP/s of one large matrix product in float32."""
    import numpy as np

    a, b = np.ones((2, 2048, 2048), "float32")
    out = np.empty_like(a)
    for _ in range(3):
        np.matmul(a, b, out=out)
    start = perf_counter()
    np.matmul(a, b, out=out)
    return 2 * 2048**3 / (perf_counter() - start) / 1e9


def peak_memory():
    """Peak resident memory of this process in megabytes, libraries included."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def main():
    peer, name, threads, engine_root = sys.argv[1], sys.argv[2], int(sys.argv[3]), next(iter(sys.argv[4:]), None)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # output of the libraries must not mix with the answers

    def answer(**values):
        print(json.dumps(values), file=answers, flush=True)

    limit_threads(threads)
    if peer == PEAK:
        for _ in sys.stdin:
            answer(gigaflops=measure_peak_gflops())
        return
    from workloads import WORKLOADS

    workload, start = WORKLOADS[name], time()
    data = workload.make_data()
    data_seconds, first = time() - start, []
    train = make_trainer(peer, engine_root, workload, data, lambda: first or first.append(time() - data_seconds))
    train(1)
    answer(first_batch=first[0] if first else None, first_epoch=time() - data_seconds)
    for line in sys.stdin:
        epochs, wall, cpu = int(line), perf_counter(), process_time()
        train(epochs)
        answer(wall=(perf_counter() - wall) / epochs, cpu=(process_time() - cpu) / epochs)
    answer(memory=peak_memory())


if __name__ == "__main__":
    main()
