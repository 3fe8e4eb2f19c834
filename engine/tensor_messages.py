"""English messages of problems with tensors and with gradients, by code."""

TENSOR_MESSAGES: dict[str, str] = {
    "gradient_lost": "{call} turns a tensor into plain numbers while its gradient is needed (in a loss, an activation "
                     "or a Lambda), so the layers would not learn from it. Use keras.ops instead, such as "
                     "keras.ops.mean or keras.ops.exp; where a constant is meant: keras.ops.stop_gradient(x).",
    "tensor_is_constant": "A tensor cannot be changed in place: compute a new one, such as keras.ops.where(condition, "
                          "value, x), or change a copy: np.array(x).",
    "no_gradients": "No gradients provided for any variable: the result of {function} does not depend on its input in "
                    "a way that has a derivative, so no weight can learn. Functions such as argmax, round, equal or a "
                    "cast to integers have none.",
    "gradient_of_weight": "The loss reads {name}, which it trains, but only its gradient by the predictions is "
                          "computed: give a penalty on weights as kernel_regularizer, or use keras.ops.stop_gradient.",
    "gradients_missing": "Gradients do not exist for variables {variables}: what {layer} computes has no derivative, "
                         "so the weights before it do not learn.",
    "not_a_loss": "{function}(y_true, y_pred) must return numbers. Received: {value!r}",
    "not_a_function": "{argument} must be a function of y_true and y_pred. Received: {value!r}",
}
