"""scikit-learn's multi-layer perceptron, for workloads of dense layers. It knows no dropout: there it does less."""

import warnings

from sklearn.neural_network import MLPClassifier, MLPRegressor


def trainer(workload, x, y, first_batch):
    """``train(epochs)``; scikit-learn does not tell when a batch is finished."""
    warnings.simplefilter("ignore")  # that it has not converged
    dense = [given for kind, given in workload.layers if kind == "Dense"]
    kind, given = workload.optimizer
    settings = {
        "hidden_layer_sizes": tuple(each["units"] for each in dense[:-1]), "solver": kind.lower(), "alpha": 0.0,
        "activation": dense[0].get("activation", "identity"), "batch_size": workload.batch, "warm_start": True,
        "learning_rate_init": given.get("learning_rate", 0.01 if kind == "SGD" else 0.001), "tol": 0.0,
        "momentum": given.get("momentum", 0.0), "nesterovs_momentum": given.get("nesterov", False),
        "n_iter_no_change": 10**9,
    }
    model = (MLPClassifier if workload.classes else MLPRegressor)(**settings)
    x, y = x.reshape(len(x), -1), y.argmax(1) if y.ndim == 2 else y

    def train(epochs):
        model.set_params(max_iter=epochs).fit(x, y)

    return train


def able(workload):
    """Whether scikit-learn can train it."""
    return {kind for kind, _ in workload.layers} <= {"Dense", "Dropout", "Flatten"}
