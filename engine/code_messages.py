"""English messages of problems in code and documents, and of notices about code, by code."""

CODE_MESSAGES: dict[str, str] = {
    "too_many_layers": "The model would have {asked} layers. The limit is {limit}.",
    "syntax": "Python cannot read line {line}, column {column}: {reason}",
    "unknown_code": "Line {line}, column {column}: this code is not supported here: {code}.{hint}",
    "own_name": "Line {line}, column {column}: {code} is defined by this code itself, so it is not Keras's, and only "
                "Keras's own names can be shown as blocks.",
    "no_model_here": "Line {line}, column {column}: {code} is called on a model that this code does not make: begin "
                     "with model = keras.Sequential().{hint}",
    "not_called": "Line {line}, column {column}: the function {name} makes a model, but is never called: add a line "
                  "model = {name}().",
    "validation_from_data_cell": "Line {line}, column {column}: {code} is kept in the code, but here the validation "
                                 "samples are those of the data cell.",
    "callback_stays_in_code": "Line {line}, column {column}: {code} stays in the code, but is not used in training "
                              "here.",
    "not_class_weights": "{argument} must be a dictionary with a weight of at least 0 for each class number. "
                         "Received: {value!r}",
    "monitor_missing": "{callback} cannot monitor {monitor!r}, as no epoch has such a value. There are: {known}.",
    "other_step": "Line {line}, column {column}: {call} has a step of its own; here it has no effect on the blocks.",
    "several_models": "Line {line}, column {column}: the code makes several models. The blocks show the last one.",
    "shape_from_data": "Line {line}, column {column}: the input shape in the code is {asked}, but the data has samples "
                       "of shape {expected}, which is used here.",
    "cleaned_characters": "Line {line}: quotation marks, spaces or signs that Python does not know were replaced.",
    "cleaned_prompts": "Line {line}: the prompts >>> and In [ ]: were removed.",
    "cleaned_magics": "Line {line}: lines that only a notebook understands became comments, such as !pip and "
                      "%matplotlib.",
    "cleaned_line_numbers": "Line {line}: the line numbers were removed.",
    "cleaned_indentation": "Line {line}: tabs and an indentation of all lines were replaced.",
    "unknown_value": "Line {line}, column {column}: the value of {code} cannot be read without running the code.",
    "unknown_data_code": "This is not the code of a known data set: here, only the numbers in it can be changed.",
    "step_missing": "The code of this step must contain {call}.",
    "bad_document": "{owner} must be {expected} in the document. Received: {received}.",
    "code_too_long": "The code has {asked:,} characters. The limit is {limit:,}.",
}
