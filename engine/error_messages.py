"""English messages of problems by code: what is wrong, and how to fix it."""

MESSAGES: dict[str, str] = {
    "required": "{argument} is required.",
    "not_a_number": "{argument} must be a number. Received: {value!r}",
    "not_an_integer": "{argument} must be an integer. Received: {value!r}",
    "not_a_boolean": "{argument} must be True or False. Received: {value!r}",
    "not_text": "{argument} must be a string. Received: {value!r}",
    "not_a_shape": "{argument} must be a tuple of integers. Received: {value!r}",
    "not_finite": "{argument} must be a finite number. Received: {value!r}",
    "too_small": "{argument} must be at least {low}. Received: {value!r}",
    "not_above": "{argument} must be greater than {low}. Received: {value!r}",
    "too_large": "{argument} must be at most {high}. Received: {value!r}",
    "not_below": "{argument} must be less than {high}. Received: {value!r}",
    "not_a_choice": "{argument} must be one of {choices}. Received: {value!r}.{hint}",
    "wrong_length": "{argument} must have {length} values. Received: {value!r}",
    "unknown_name": "Unknown {kind} {value!r}.{hint}",
    "not_built": "{layer} has no weights yet: give its input shape, or call fit first.",
    "wrong_number_of_weights": "{layer} has {expected} weight arrays. Received: {received}",
    "wrong_weight_shape": "{layer}: {weight} has the shape {expected}. Received: {received}",
    "unknown_axis": "{layer} needs the length of axis {axis} of its input. Received shape: {received}",
    "not_of_kind": "{argument} must be a known {kind}, given as name, class or object. Received: {value!r}",
    "unknown_argument": "{owner} has no argument {argument!r}.{hint}",
    #
    # activations, initializers, regularizers, constraints, utils
    "does_not_broadcast": "{argument} must fit the shape {expected}. Received shape: {received}",
    "needs_two_axes": "{owner} needs a shape of at least two axes. Received: {shape}",
    "no_such_axis": "Axis {axis} is not an axis of the shape {shape}.",
    "not_a_matrix": "{owner} needs a shape of two axes. Received: {shape}",
    "not_a_class": "Classes must be numbers from {low} to {high}. Received: {value}",
    "not_both": "Only one of {first} and {second} can be given.",
    "odd_axis": "glu halves axis {axis}, so its length must be even. Received shape: {received}",
    #
    # layers in general
    #
    "wrong_rank": "{layer} expects an input with {expected} axes (the batch axis included). Received shape: {received}",
    "input_too_flat": "{layer} expects an input with at least {expected} axes (the batch axis included). "
                      "Received shape: {received}",
    "axis_too_long": "{layer}: axis {axis} of its input can be {high} long at most. Received shape: {received}",
    "axis_out_of_range": "{layer}: axis {axis} is not an axis of its input. Received shape: {received}",
    "repeated_axis": "{argument} must name each axis once. Received: {value!r}",
    "several_open_lengths": "{argument} can have one -1 at most. Received: {value!r}",
    "cannot_reshape": "{layer} cannot fill the shape {expected} with one sample. Received shape: {received}",
    "not_a_permutation": "{argument} must hold each of the numbers 1 to {high} once. Received: {value!r}",
    "cannot_broadcast": "{layer}: {argument} of shape {shape} does not fit its input. Received shape: {received}",
    "incompatible_input": "{layer} was built for the shape {expected}. Received shape: {received}",
    "given_together": "{argument} and {other} must be given together, with the same shape.",
    "not_supported": "{argument} can only be {expected!r} here. Received: {value!r}",
    "no_data": "{argument} must not be empty.",
    "not_numbers": "{argument} must hold numbers alone. Received an array of {value}.",
    "already_given": "{layer} was given its mean and variance: there is nothing to adapt.",
    "ragged": "{argument} must have rows of one length. Received: {value!r}",
    #
    # recurrent layers, embeddings and wrappers
    #
    "sequence_expected": "{layer} expects sequences of the shape (batch, time, features). Received shape: {received}",
    "steps_expected": "{layer} expects an input of the shape (batch, time, …), of three axes at least. "
                      "Received shape: {received}",
    "one_output": "{layer} would give several outputs, but a Sequential model is a linear stack: every layer has one.",
    "cell_in_a_stack": "{value} is what happens within one time step, and no layer: add RNN({value}(…)) instead.",
    "cell_alone": "{cell} is what happens within one time step: put it into a layer, as in RNN({cell}(…)).",
    "not_cells": "{argument} must be a list of 1 to {high} cells, such as [LSTMCell(32), LSTMCell(32)]. "
                 "Received: {value!r}",
    "wrong_states": "{layer} ({name}) begins with {count} states of shape {expected}. Received shapes: {received}",
    "stateful_needs_batch": "{layer} is stateful, so the number of samples in a batch must be known: give "
                            "Input(batch_shape=…) or batch_input_shape. Received shape: {received}",
    "stateful_batch": "{layer} ({name}) is stateful: it remembers {expected} sequences, so every batch must have "
                      "{expected} samples. Received a batch of {received}.",
    "id_out_of_range": "{layer} ({name}) knows the numbers 0 to {size} - 1 (input_dim={size}). Received {value} in its "
                       "input.",
    "not_recurrent": "{argument} must be a recurrent layer: SimpleRNN, LSTM or GRU. Received: {value}",
    "same_direction": "{layer} needs two layers that read in opposite directions; both have go_backwards={value}.",
    "unequal_directions": "{layer}: {argument} must be the same in both directions. Received: {one} and {other}",
    # convolution and pooling
    #
    "window_too_large": "{layer}: a window of {size} does not fit into its input. Received shape: {received}",
    "channels_missing": "{layer} expects one axis more, for the channels: put Reshape({expected}) before it. "
                        "Received shape: {received}",
    "filters_do_not_divide": "filters must be a multiple of groups={groups}. Received: {value}",
    "channels_do_not_divide": "{layer}: the channels of its input must be a multiple of groups={groups}. "
                              "Received: {value}",
    "strides_with_dilation": "Only one of strides and dilation_rate can be above 1. Received: {strides} and {dilation}",
    "output_padding_too_large": "output_padding must be less than strides={strides}. Received: {value}",
    "output_padding_does_not_fit": "{layer}: with padding='same' this kernel_size needs another output_padding. "
                                   "Received: {value} for an input of shape {received}",
    "crop_too_large": "{layer}: cropping={cropping} leaves nothing of its input. Received shape: {received}",
    "too_much_work": "{layer}: one sample would take {asked:,} multiplications. The limit is {limit:,}.",
    #
    # preprocessing layers
    #
    "not_texts": "{argument} must be a list of strings. Received: {value!r}",
    "not_arguments": "{argument} must be a dict with strings as keys. Received: {value!r}",
    "repeated_tokens": "The vocabulary holds these more than once, or out of their place: {value}",
    "unknown_token": "{layer}: {value!r} is not in the vocabulary, and num_oov_indices=0 leaves no place for it.",
    "vocabulary_given": "{layer} was given its vocabulary: there is nothing to adapt.",
    "one_text_each": "{layer} expects one text for each sample, (batch,) or (batch, 1). Received shape: {received}",
    "lambda_shape": "{layer} cannot tell the shape of its output for {received}: give output_shape.",
    #
    # losses and metrics
    #
    "labels_are_not_numbers": "Labels must be numbers. Received the type {dtype}",
    "labels_are_integers": "{loss} expects one-hot labels of the shape {outputs}, as predictions. Received integers "
    "of the shape {labels}: use sparse_categorical_crossentropy, or make them one-hot.",
    "labels_are_one_hot": "{loss} expects the number of the class as label. Received one-hot labels of the shape "
    "{labels}: use categorical_crossentropy instead.",
    "outputs_do_not_match_labels": "{loss} cannot compare predictions of the shape {outputs} with labels of the shape "
    "{labels}.",
    "not_a_function": "{argument} must be a function of y_true and y_pred. Received: {value!r}",
    "not_a_loss": "{function}(y_true, y_pred) must return numbers. Received: {value!r}",
    "metric_needs_one_hot": "{metric} expects one-hot labels, but the labels are integers.",
    "metric_needs_classes": "{metric} expects integer labels, but the labels are one-hot.",
    "metric_needs_rows": "{metric} expects labels and predictions of one shape (batch, outputs). Received: {labels} "
    "and {outputs}",
    "label_out_of_range": "The label {label} is outside of 0 … {classes} - 1: the model predicts {classes} classes.",
    #
    # optimizers and schedules
    "not_a_rate": "{argument} must be a number or a LearningRateSchedule. Received: {value!r}",
    "rate_follows_a_schedule": "The learning rate follows {schedule!r}: no number can be assigned to it. Give the "
    "optimizer a number as learning_rate to let callbacks or code change it. Received: {value!r}",
    "one_clip_only": "Only one of clipnorm, clipvalue and global_clipnorm can be set. Received: {given}",
    "not_a_list": "{argument} must be a list of numbers. Received: {value!r}",
    "not_one_less": "{argument} must have one value less than {other}: {expected}. Received: {received}",
    #
    # data
    "share_out_of_range": "{argument} must be at least 0 and less than 1. Received: {value!r}",
    "no_training_rows": "Of {rows} rows none is left to train with: validation={validation}, test={test}.",
    "download_failed": "Could not download {url} into {folder}: {detail}. The embedded set {stand_in!r} can stand in.",
    "file_changed": "{file} is not the expected file: its SHA-256 differs.",
    "too_many_bytes": "The download has {size} bytes; the limit is {limit}.",
    "bad_npz": "{file} is not the expected npz file: {detail}",
    "bad_idx": "{file} is not the expected IDX file: {detail}",
    "bad_magic": "it must begin with {expected}. Received: {received}",
    "bad_pickle": "{file} cannot be read, or holds what no data set needs: {detail}",
    "bad_word_index": "{file} is not the expected index of words: {detail}",
    "bad_ratings": "{file} is not the expected file of comments.",
    "no_short_text": "No text is shorter than maxlen={maxlen}: increase it.",
    "wrong_array": "{key} must be {kind} of shape {expected}. Received: {dtype} {shape}",
    "wrong_array_bytes": "{key} must hold {expected} bytes. Received: {received}",
    "csv_too_large": "The file has {size} bytes; the limit is {limit}.",
    "csv_too_many_rows": "Line {line}: the file has more than {limit} rows.",
    "csv_too_many_columns": "Line {line} has {received} columns; the limit is {limit}.",
    "csv_empty": "The file has no rows of data.",
    "csv_bad_encoding": "Line {line} is not text in UTF-8 or CP949.",
    "csv_ragged_row": "Line {line} has {received} cells where {expected} are expected (see column {column}).",
    "csv_unclosed_quote": "Line {line}, column {column}: a quotation mark is opened and never closed.",
    "csv_stray_quote": "Line {line}, column {column}: there is text after the closing quotation mark.",
    "csv_long_cell": "Line {line}, column {column}: the cell is too long.",
    "csv_not_a_number": "Line {line}, column {column!r}: {value!r} is not a number that can be used.",
    "csv_unknown_column": "There is no column {column!r}.{hint}",
    "csv_no_target": "Column {column!r} has no values to predict.",
    "csv_one_class": "Column {column!r} holds only one value, {value!r}: there is nothing to predict.",
    "csv_too_many_classes": "Column {column!r} has {received} different values; as classes the limit is {limit}.",
    "csv_no_features": "No other column can be used to predict from.",
    "csv_too_many_features": "The table makes {received} columns of numbers; the limit is {limit}.",
    "upload_needed": "No file has been chosen yet.",
    "upload_missing": "The uploaded file is not kept any more: choose it again.",
    "upload_not_kept": "The uploaded file could not be kept: {detail}.",
    "upload_broken": "The file did not arrive whole: choose it again.",
    #
    # preprocessing: texts, sequences, images
    "one_text": "{argument} must be a list of texts: put the single text into a list, [text].",
    "no_words_yet": "{argument} must be given, or fit_on_texts called first: no words are known yet.",
    "not_fitted": "{owner} has seen no data yet: call {method} first.",
    "bad_tokenizer": "This is not a tokenizer as to_json writes it: {detail}",
    "not_sequences": "{argument} must be a list of sequences, each a list of numbers. Received: {value!r}",
    "text_among_numbers": "value {value!r} does not fit the dtype {dtype}: use dtype=object for strings.",
    "uneven_items": "The items of sequence {place} have the shape {received}, those of the first {expected}.",
    "no_window": "No window fits: start_index {start} and length {length} leave nothing before end_index {end}.",
    "not_a_picture": "{file} cannot be read as a picture: {detail}",
    "picture_rank": "Pictures need {expected} axes here. Received shape: {received}",
    "classes_apart": "Training and validation part have not the same classes: shuffle the data first.",
    "two_classes": "Binary labels need two classes. Found: {received}",
    "no_such_folder": "There is no folder {folder!r}.",
    "no_files": "The folder {folder!r} has no files for this part. Formats: {formats}",
    "split_and_subset": "validation_split and subset must be given together.",
    "split_needs_seed": "With validation_split and shuffle, seed must be given, so that no file is in both parts.",
    #
    # models and training
    "too_many_parameters": "{layer}: the model would have {asked:,} parameters. The limit is {limit:,}.",
    "too_large_output": "{layer}: one sample's output would hold {asked:,} numbers. The limit is {limit:,}.",
    "too_large_batch": "The layers' outputs for a batch of {batch:,} samples would hold {asked:,} numbers. "
                       "The limit is {limit:,}.",
    "unequal_lengths": "x has {x} samples, but {name} has {received}.",
    "not_hashable": "{name} must hold strings or whole numbers. Received an array of {dtype}.",
    "not_one_weight": "loss_weights must be a number, or a list of one: a Sequential model is a linear stack with one "
                      "output, and so one loss. Received: {value!r}",
    "several_inputs": "x is a list of {count} arrays, as for a model of {count} inputs. Models here are Sequential, a "
                      "linear stack with one input: pass one array.",
    "not_numeric": "{name} must hold numbers. Received an array of {dtype}.",
    "no_samples": "{name} must hold at least one sample. Received shape: {shape}",
    "bad_validation_split": "validation_split must leave samples on both sides of {samples}. Received: {fraction}",
    "not_a_layer": "Only layers can be added to a Sequential model. Received: {value!r}",
    "name_taken": "The model already has a layer named {layer!r}; all names must differ.",
    "input_not_first": "{layer}: Input must be the first of a Sequential model, which is a linear stack of layers.",
    "no_layers": "{model} has no layers yet.",
    "no_such_layer": "No such layer: {value!r}.{hint}",
    "no_input_shape": "{model} does not know its input shape: begin with keras.Input(shape=…), or call fit.",
    "not_compiled": "{model} must be compiled first: call model.compile(optimizer=…, loss=…).",
    "input_does_not_fit": "{model} expects inputs of shape {expected}. Received: {received}",
    "diverged": "The loss became {loss} in epoch {epoch}, batch {batch}. Try a smaller learning rate.",
    "not_downloaded": "{dataset} is not on this machine yet. The embedded set {stand_in!r} can stand in.",
    "data_failed": "Reading the data failed in a way that was not foreseen.",
    "worker_lost": "The processes that train were lost several times. There may be too little memory.",
    "worker_failed": "Training failed in a way that was not foreseen.",
    "test_failed": "The test of the trained model ended in an unexpected error.",
    "dense_needs_rows": "Dense expects rows of numbers here, but its input has the shape {shape}: "
                        "put Flatten before it.",
    "softmax_of_one": "softmax of a single output is always 1, so that nothing can be learned; use {expected}.",
    "probabilities_expected": "{loss} expects {expected} at the end of the model; the last activation is {activation}.",
    "too_few_outputs": "The labels have {expected} classes, but the last layer has only {outputs} outputs.",
    #
    # callbacks, generators, and parts of Keras that a Sequential engine lacks
    "not_a_callback": "Callbacks must be objects of Callback, such as EarlyStopping(). Received: {value!r}",
    "no_direction": "{callback} cannot tell whether more or less of monitor={monitor!r} is better: "
                    "no such metric was compiled.{hint} Otherwise pass mode='max' or mode='min'.",
    "not_callable": "{argument} must be a function. Received: {value!r}",
    "not_a_float_rate": "The output of the `schedule` function should be a float. Received: {value!r}",
    "loss_not_finite": "NaN or Inf loss encountered at batch {batch}. Loss value: {loss}. Training ends here.",
    "not_a_frequency": "{argument} must be 'epoch' or a number of batches. Received: {value!r}",
    "wrong_file_ending": "{argument} must end in {endings}. Received: {value!r}",
    "no_such_log": "The file name {path!r} asks for {name!r}, which the logs do not have. They have: {known}",
    "empty_generator": "A generator, or a PyDataset, must yield at least one batch. Received an empty one.",
    "not_a_batch": "A generator must yield tuples: (inputs,), (inputs, targets) or (inputs, targets, sample_weights). "
                   "Received: {value}",
    "not_validation_data": "validation_data must be (x, y), (x, y, sample_weight), or a source of such batches. "
                           "Received: {value}",
    "given_beside_batches": "{argument} cannot be given beside a {value}, whose batches hold all there is.",
    "data_not_finite": "{name} holds {value}: fill in or leave out what is missing before training.",
    "not_a_variable": "Only weights, learning rates and arrays can be given a value. Received: {value!r}",
    "needs_a_graph": "{function} needs a graph of operations; here everything is computed at once. "
                     "Call the model or its layers with arrays, or use model.predict.",
    "no_symbols": "{owner} has no symbolic {symbol}: models here are Sequential, a linear stack. For what a layer "
                  "gives, put the layers up to it into a Sequential of their own; they keep their weights.",
    "no_added_loss": "{owner}: add_loss takes a number from inside a functional model. Models here are Sequential, a "
                     "linear stack: give compile(loss=…) a function of y_true and y_pred, or a layer an "
                     "activity_regularizer.",
    "no_added_metric": "{owner}: add_metric takes a number from inside a functional model, and Keras 3 has it no more. "
                       "Give compile(metrics=[…]) a function of y_true and y_pred.",
    "own_layer": "{name} is a layer of one's own with a call method, whose slopes are not known here. Use "
                 "layers.Lambda with functions of keras.ops, or give it forward and backward instead of call.",
    "not_in_a_stack": "{name} joins several inputs. Models here are Sequential, a linear stack in which each layer "
                      "takes what the one before it gives, so there is no second input to join.",
    "symbolic_call": "A layer was called on the Input {name!r}. Models here are Sequential: list the layers in order, "
                     "as in Sequential([Input(shape), Dense(10)]). A linear stack has no branches to be wired.",
    "bad_archive": "{file} could not be unpacked: {detail}.",
    "url_failed": "Could not download {url}: {detail}.",
    "not_a_file_name": "{argument} must be the name of a file, without a folder. Received: {value!r}",
    "not_an_image_file": "{argument} must end in .png or .svg. Received: {value!r}",
    #
    # code and notebooks
    "too_many_layers": "The model would have {asked} layers. The limit is {limit}.",
    "syntax": "Python cannot read line {line}, column {column}: {reason}",
    "unknown_code": "Line {line}, column {column}: this is not understood here: {code}",
    "unknown_value": "Line {line}, column {column}: {code} is not a value that can be read without running it.",
    "unknown_data_code": "This code makes none of the known data sets; only its numbers can be changed here.",
    "step_missing": "The code of this step must call {call}.",
    "bad_document": "{owner} must be {expected} in the document. Received: {received}.",
    "code_too_long": "The code has {asked:,} characters. The limit is {limit:,}.",
    #
    # files and running scripts
    "damaged_file": "{file} cannot be read: {detail}.",
    "config_too_long": "{file}: its config has {asked:,} bytes. The limit is {limit:,}.",
    "file_too_large": "{file} holds {asked:,} bytes, which is more than it may. The limit is {limit:,}.",
    "no_such_file": "There is no file {file}.",
    "file_exists": "{file} is already there, and overwrite=False.",
    "unknown_format": "{file}: the name of the file must end in {expected} or in .h5.",
    "saved_model_format": "{file}: TensorFlow's SavedModel folders and checkpoints cannot be read or written here: "
                          "use a file whose name ends in .keras, .weights.h5 or .h5.",
    "weights_only": "{file} holds weights alone: build the model, then call model.load_weights.",
    "wrong_number_of_layers": "{file} holds the weights of {received} layers; the model has {expected} with weights.",
    "model_not_built": "{model} has no weights yet: give its input shape, or call fit first.",
    "optimizer_does_not_fit": "the file remembers another optimizer or other weights ({expected} against {received}).",
    "only_sequential": "There are only Sequential models here: a linear stack of layers, each of which takes what the "
                       "one below gives. Models of several inputs, outputs or branches need Keras itself.",
    "only_sequential_file": "{file} holds a model of the class {received}. Only Sequential models, which are linear "
                            "stacks of layers, can be read here.",
    "lambda_in_file": "A lambda in a file is code, and no code in a file is run here. Give the function a name, and "
                      "pass it in custom_objects.",
    "lambda_not_saved": "A lambda cannot be saved: write it as a function with a name (def).",
    "not_of_keras": "{module} has no {name} here.{hint}",
    "not_of_tensorflow": "{module}.{name} is not here: this engine stands in for keras alone. Of tensorflow there are "
                         "only tf.keras, tf.random.set_seed, tf.__version__ and types such as tf.string.",
    "unknown_custom_object": "The file names {name}, which Keras does not have: pass it in "
                             "custom_objects={{'{name}': …}}.",
}
