"""English messages of problems of data, labels, losses and metrics, by code; a part of ``error_messages``."""

DATA_MESSAGES: dict[str, str] = {
    # losses and metrics
    "labels_are_not_numbers": "Labels must be numbers. Received an array of {dtype}",
    "labels_are_integers": "{loss} expects one-hot labels of the shape {outputs}, like the predictions. Received "
                           "integers of the shape {labels}: use sparse_categorical_crossentropy, or convert them with "
                           "to_categorical.",
    "labels_are_one_hot": "{loss} expects class indices as labels. Received one-hot labels of the shape {labels}: use "
                          "categorical_crossentropy instead.",
    "outputs_do_not_match_labels": "{loss} cannot compare predictions of the shape {outputs} with labels of the shape "
                                   "{labels}: change the units of the last layer, or the labels.",
    "metric_needs_one_hot": "{metric} expects one-hot labels, but the labels are integers: use its sparse version, or "
                            "'accuracy'.",
    "metric_needs_classes": "{metric} expects integer labels, but the labels are one-hot: use its categorical "
                            "version, or 'accuracy'.",
    "metric_needs_rows": "{metric} expects labels and predictions of the same shape (batch, outputs). Received: "
                         "{labels} and {outputs}. For one output use y.reshape(-1, 1), for classes one-hot labels, as "
                         "to_categorical gives.",
    "metric_needs_outputs": "{metric} needs a label for each of the {outputs} outputs, as in one-hot rows. Received "
                            "one class index per sample, of the shape {labels}: use a metric for class indices, such "
                            "as sparse_categorical_accuracy, or convert the labels with to_categorical and use the "
                            "loss categorical_crossentropy.",
    "metric_needs_class_indices": "{metric} needs one class index per sample. Received labels of the shape {labels}: "
                                  "use a metric for one-hot labels, such as categorical_accuracy, or convert the "
                                  "labels with np.argmax(y, axis=-1) and use the loss sparse_categorical_crossentropy.",
    "metric_shapes_differ": "{metric} compares each prediction with a label, so both need the same shape. Received "
                            "labels of the shape {labels} and predictions of the shape {outputs}: change the units of "
                            "the last layer, or the labels.",
    "metric_needs_ids": "{metric} compares class indices. Received labels of the shape {labels} and predictions of the "
                        "shape {outputs}: for a score per class use sparse_y_pred=False, for one-hot labels "
                        "sparse_y_true=False.",
    "label_out_of_range": "Labels must be class indices from 0 to {classes} - 1, as the model predicts {classes} "
                          "classes. Received: {label}",
    # losses and metrics in containers
    "not_a_list_of_metrics": "{argument} must be a list, as in {argument}=['accuracy']. Received: {value!r}",
    "unknown_output": "{argument} names the output {value!r}, but the model has one output, of the layer {expected!r}: "
                      "use that name, or no dict.",
    # data for fit, evaluate and predict
    "unequal_lengths": "x has {x} samples, but {name} has {received}: they must be equal.",
    "several_inputs": "x must be one array: a Sequential model is a linear stack with one input. Received a list of "
                      "{count} arrays.",
    "one_array_expected": "{name} must be one array: a Sequential model is a linear stack with one output. Received a "
                          "list of {count} arrays.",
    "plain_numbers": "{name} must be an array. Received a {value} of numbers: use np.array({name}).",
    "dict_of_arrays": "{name} must be an array. Received a dict with the keys: {keys}.{hint}",
    "text_column": "{name}: the column {column!r} contains text, such as {value!r}. If its texts are numbers, convert "
                   "them with .astype('float32'); else leave the column out, or turn its words into numbers, with "
                   "pd.get_dummies for inputs or pd.factorize for classes.",
    "column_dtype": "{name}: the column {column!r} has the dtype {dtype}, but must have plain numbers: convert it with "
                    ".astype('float32'), or leave it out.",
    "list_in_batch": "A generator or PyDataset must yield arrays, as in (x, y). Received a list with an array in it: "
                     "leave out its brackets.",
    "not_numeric": "{name} must contain numbers. Received an array of {dtype}: if its values are numbers, convert it "
                   "with .astype('float32').",
    "no_samples": "{name} must have at least one sample. Received shape: {shape}",
    "bad_validation_split": "validation_split must leave at least one of {samples} samples for training and one for "
                            "validation. Received: {fraction}",
    "class_weight_of_steps": "class_weight needs one label per sample. Received labels of the shape {labels}: give "
                             "each step a weight with sample_weight instead, an array of the shape (samples, steps).",
    "not_one_weight": "loss_weights must be a number, or a list of one number, as a Sequential model has one output "
                      "and one loss. Received: {value!r}",
    "input_does_not_fit": "{model} expects inputs of shape {expected}. Received: {received}",
    "diverged": "The loss became {loss} in epoch {epoch}, batch {batch}. Try a smaller learning rate.",
    "data_not_finite": "{name} contains {value} at {name}{position}: replace or remove missing values before training.",
    "data_too_large": "The loss became {loss} in epoch {epoch}, batch {batch}: {name} has values up to {value}. "
                      "Scale it first, for example by its mean and standard deviation.",
    "layer_not_finite": "The loss became {loss} in epoch {epoch}, batch {batch}: the layer {layer!r} gives {value} for "
                        "sample {row} of the batch, although its input is finite. It is not defined for this input, as "
                        "0 / 0 or the logarithm of a negative number: look at that sample, such as a row of padding "
                        "only.",
    "loss_not_defined": "The loss became {loss} in epoch {epoch}, batch {batch}: {name} is not defined for these "
                        "predictions, which are from {low} to {high}, as 0 / 0 or the logarithm of a negative "
                        "number. Use a last activation that suits the loss, such as sigmoid, softmax or softplus.",
}
