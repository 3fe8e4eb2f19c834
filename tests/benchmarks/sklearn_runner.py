"""Trains a workload of dense layers with scikit-learn's multi-layer perceptron, which leaves out dropout."""

import warnings

from sklearn.neural_network import MLPClassifier, MLPRegressor


def make_trainer(workload, x, y, on_first_batch):
    """Return ``train(epochs)``; scikit-learn has no callback at the end of a batch."""
    warnings.simplefilter("ignore")  # ConvergenceWarning
    dense = [arguments for kind, arguments in workload.layers if kind == "Dense"]
    kind, arguments = workload.optimizer
    settings = {
        "hidden_layer_sizes": tuple(layer["units"] for layer in dense[:-1]), "solver": kind.lower(), "alpha": 0.0,
        "activation": dense[0].get("activation", "identity"), "batch_size": workload.batch, "warm_start": True,
        "learning_rate_init": arguments.get("learning_rate", 0.01 if kind == "SGD" else 0.001), "tol": 0.0,
        "momentum": arguments.get("momentum", 0.0), "nesterovs_momentum": arguments.get("nesterov", False),
        "n_iter_no_change": 10**9,
    }
    model = (MLPClassifier if workload.classes else MLPRegressor)(**settings)
    x, y = x.reshape(len(x), -1), y.argmax(1) if y.ndim == 2 else y

    def train(epochs):
        model.set_params(max_iter=epochs).fit(x, y)

    return train
