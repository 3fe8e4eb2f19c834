"""English messages of problems with calls of layers, and with variables, by code."""

CALL_MESSAGES: dict[str, str] = {
    "not_fitted": "{owner} is not fitted yet: call {method} first.",
    "wrong_value_shape": "A value assigned to {variable} must have the shape {expected}. Received shape: {received}",
    "not_a_variable": "Only weights, learning rates and arrays can be assigned a value. Received: {value!r}",
    "wrong_states": "{layer} ({name}) expects {count} initial states of shape {expected}. Received shapes: {received}",
    "no_call_argument": "{layer} ({name}) has no argument {argument!r} when it is called: it takes {expected}.{hint}",
    "too_many_arguments": "{layer} ({name}) takes only {expected} when it is called. Received {received} arguments.",
    "keyword_expected": "{layer} ({name}): write {argument}={value!r}, with the name of the argument.",
    "input_missing": "{layer} ({name}) must be called with {argument}: a batch of data.",
    "mask_does_not_fit": "{layer} ({name}): the mask must have the shape {expected}. Received shape: {received}",
}
