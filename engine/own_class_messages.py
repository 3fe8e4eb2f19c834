"""English messages of problems with classes and functions of the learner, by code."""

OWN_CLASS_MESSAGES: dict[str, str] = {
    "lambda_in_safe_mode": "{argument} is a lambda, whose code is never read from a config: pass safe_mode=False to "
                           "take the lambda that this program has made, or define the function with a name (def).",
    "hook_not_called": "{name} overrides {hook}, which is never called here: override {instead} instead.",
    "method_missing": "{name} has no {method}: define it in the class.",
    "name_in_use": "{name} cannot keep a value of its own as self.{attribute}, which every {kind} has already: choose "
                   "another name, such as self.my_{attribute}.",
    "only_in_training": "{name} applies gradients only while fit or train_on_batch trains a model.",
    "only_in_training_step": "{name} has no running step: train_step, test_step and compute_loss are called by fit and "
                             "evaluate.",
    "step_without_logs": "{name}.{hook} must return a dict of metrics, such as that of super().{hook}(data). Received: "
                         "{value!r}",
    "no_gradient_tape": "{module}.GradientTape is not available: here fit computes the "
                        "gradients. In train_step, call super().train_step(data); to change the loss, "
                        "override compute_loss; to change the gradients, override the optimizer's apply_gradients.",
    "own_shape": "{name}.call must return an array with the samples of its input, {expected}. Received shape: "
                 "{received}",
}
