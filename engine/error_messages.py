"""English messages of problems, by code: argument, rule, value received and fix, where they apply."""

from engine.call_messages import CALL_MESSAGES
from engine.code_messages import CODE_MESSAGES
from engine.data_messages import DATA_MESSAGES
from engine.file_messages import FILE_MESSAGES
from engine.own_class_messages import OWN_CLASS_MESSAGES
from engine.tensor_messages import TENSOR_MESSAGES

MESSAGES: dict[str, str] = {
    "required": "{argument} is required: give it a value.",
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
    "not_built": "{layer} is not built, so it has no weights yet: give it an input shape, or call fit first.",
    "wrong_number_of_weights": "{layer} has {expected} weight arrays: pass one array for each. Received: {received}",
    "wrong_weight_shape": "{layer}: {weight} must have the shape {expected}. Received shape: {received}",
    "unknown_axis": "{layer} needs to know the length of axis {axis} of its input: give it in the input shape. "
                    "Received shape: {received}",
    "not_of_kind": "{argument} must be a known {kind}, given as a name, a class or an object. Received: {value!r}",
    "unknown_argument": "{owner} has no argument {argument!r}.{hint}",
    # activations, initializers, regularizers, constraints, utils
    "does_not_broadcast": "{argument} must broadcast to the shape {expected}. Received shape: {received}",
    "needs_two_axes": "{owner} needs a shape with at least two axes. Received: {shape}",
    "no_such_axis": "The shape {shape} has no axis {axis}.",
    "not_a_matrix": "{owner} needs a shape with two axes. Received: {shape}",
    "not_a_class": "Class indices must be integers from {low} to {high}. Received: {value}",
    "not_both": "Give {first} or {second}, not both.",
    "odd_axis": "glu splits axis {axis} into halves, so its length must be even. Received shape: {received}",
    # layers in general
    "wrong_rank": "{layer} expects an input with {expected} axes, including the batch axis. Received shape: {received}",
    "input_too_flat": "{layer} expects an input with at least {expected} axes, including the batch axis. Received "
                      "shape: {received}",
    "axis_too_long": "{layer}: the length of axis {axis} of its input must be at most {high}. Received shape: "
                     "{received}",
    "axis_out_of_range": "{layer}: its input has no axis {axis}. Received shape: {received}",
    "repeated_axis": "{argument} must contain each axis only once. Received: {value!r}",
    "several_open_lengths": "{argument} can contain -1 only once. Received: {value!r}",
    "cannot_reshape": "{layer} cannot reshape a sample to {expected}: the number of values differs. Received shape: "
                      "{received}",
    "not_a_permutation": "{argument} must contain each of the integers 1 to {high} once. Received: {value!r}",
    "cannot_broadcast": "{layer}: {argument} of shape {shape} cannot be broadcast to its input. Received shape: "
                        "{received}",
    "incompatible_input": "{layer} was built for the shape {expected}. Received shape: {received}",
    "given_together": "{argument} and {other} must be given together, with the same shape.",
    "not_supported": "{argument} can only be {expected!r} here. Received: {value!r}",
    "no_data": "{argument} must not be empty.",
    "not_numbers": "{argument} must contain only numbers. Received an array of {value}.",
    "already_given": "{layer} already has its mean and variance as arguments: remove them to call adapt.",
    "ragged": "All rows of {argument} must have the same length. Received: {value!r}",
    # recurrent layers, embeddings and wrappers
    "sequence_expected": "{layer} expects sequences of the shape (batch, time, features). Received shape: {received}",
    "steps_expected": "{layer} expects an input of the shape (batch, time, …), with at least three axes. Received "
                      "shape: {received}",
    "one_output": "{layer} would return several outputs, but each layer of a Sequential model, a linear stack, has "
                  "one.",
    "cell_in_a_stack": "{value} is a cell, which computes one time step, and not a layer: add RNN({value}(…)) instead.",
    "cell_alone": "{cell} is a cell, which computes one time step: wrap it in a layer, as in RNN({cell}(…)).",
    "not_cells": "{argument} must be a list of 1 to {high} cells, such as [LSTMCell(32), LSTMCell(32)]. "
                 "Received: {value!r}",
    "stateful_needs_batch": "{layer} is stateful, so it needs a fixed batch size: give Input(batch_shape=…) or "
                            "batch_input_shape. Received shape: {received}",
    "stateful_batch": "{layer} ({name}) is stateful and keeps the state of {expected} sequences, so every batch must "
                      "have {expected} samples. Received a batch of {received}.",
    "id_out_of_range": "{layer} ({name}) expects indices from 0 to {size} - 1 (input_dim={size}). Received {value} in "
                       "its input: increase input_dim, or map unknown words to a smaller index.",
    "not_recurrent": "{argument} must be a recurrent layer: SimpleRNN, LSTM or GRU. Received: {value}",
    "same_direction": "{layer} needs two layers that read in opposite directions, but both have go_backwards={value}: "
                      "set it to the opposite in one of them.",
    "unequal_directions": "{layer}: {argument} must be the same in both directions. Received: {one} and {other}",
    # convolution and pooling
    "window_too_large": "{layer}: its window of {size} is larger than its input: use a smaller window, or "
                        "padding='same'. Received shape: {received}",
    "channels_missing": "{layer} expects an input with a channel axis: put Reshape({expected}) before it. Received "
                        "shape: {received}",
    "filters_do_not_divide": "filters must be a multiple of groups={groups}. Received: {value}",
    "channels_do_not_divide": "{layer}: the number of input channels must be a multiple of groups={groups}. Received: "
                              "{value}",
    "strides_with_dilation": "strides and dilation_rate cannot both be greater than 1. Received: {strides} and "
                             "{dilation}",
    "output_padding_too_large": "output_padding must be less than strides={strides}. Received: {value}",
    "output_padding_does_not_fit": "{layer}: with padding='same', output_padding does not fit this kernel_size and "
                                   "strides: leave it out, or choose another. Received: {value} for an input of shape "
                                   "{received}",
    "crop_too_large": "{layer}: cropping={cropping} would remove the whole input: crop less. Received shape: "
                      "{received}",
    "too_much_work": "{layer}: one sample would need {asked:,} multiplications. The limit is {limit:,}: use fewer "
                     "filters or units, or a smaller input.",
    # preprocessing layers
    "not_texts": "{argument} must be a list of strings. Received: {value!r}",
    "not_arguments": "{argument} must be a dict with strings as keys. Received: {value!r}",
    "repeated_tokens": "The vocabulary must have each token once, special tokens at the start. Received: {value}",
    "unknown_token": "{layer}: {value!r} is not in the vocabulary, and with num_oov_indices=0 there is no index for "
                     "unknown tokens: set num_oov_indices to at least 1.",
    "vocabulary_given": "{layer} already has its vocabulary as an argument: remove it to call adapt.",
    "one_text_each": "{layer} expects one string per sample, of the shape (batch,) or (batch, 1). Received shape: "
                     "{received}",
    "lambda_shape": "{layer} cannot infer its output shape for an input of shape {received}: give output_shape.",
    # optimizers and schedules
    "not_a_rate": "{argument} must be a number or a LearningRateSchedule. Received: {value!r}",
    "rate_follows_a_schedule": "The learning rate follows {schedule!r}, so it cannot be assigned: create the "
                               "optimizer with a number as learning_rate to change it during training. Received: "
                               "{value!r}",
    "one_clip_only": "Only one of clipnorm, clipvalue and global_clipnorm can be set. Received: {given}",
    "not_a_list": "{argument} must be a list of numbers. Received: {value!r}",
    "not_one_less": "{argument} must have one value less than {other}: {expected}. Received: {received}",
    # data
    "share_out_of_range": "{argument} must be at least 0 and less than 1. Received: {value!r}",
    "no_training_rows": "Of {rows} rows none is left to train with, as validation={validation} and test={test}: "
                        "decrease them.",
    "download_failed": "Could not download {url} to {folder}: {detail}. Try again, or use the embedded data set "
                       "{stand_in!r} instead.",
    "file_changed": "{file} is not the expected file: its SHA-256 differs.",
    "too_many_bytes": "The download has {size} bytes; the limit is {limit}.",
    "bad_npz": "{file} is not the expected npz file: {detail}",
    "bad_idx": "{file} is not the expected IDX file: {detail}",
    "bad_magic": "it must begin with {expected}. Received: {received}",
    "bad_pickle": "{file} cannot be read, or contains objects other than arrays, lists and numbers: {detail}",
    "bad_word_index": "{file} is not the expected word index: {detail}",
    "bad_ratings": "{file} is not the expected file of comments and labels.",
    "no_short_text": "No text is shorter than maxlen={maxlen}: increase maxlen.",
    "wrong_array": "{key} must be {kind} of shape {expected}. Received: {dtype} {shape}",
    "wrong_array_bytes": "{key} must have {expected} bytes. Received: {received}",
    **FILE_MESSAGES,
    **TENSOR_MESSAGES,
    **DATA_MESSAGES,
    # preprocessing: texts, sequences, images
    "one_text": "{argument} must be a list of strings: put the single string in a list, [text].",
    "no_words_yet": "{argument} must be given, or fit_on_texts called first: the tokenizer has no words yet.",
    "bad_tokenizer": "This is not the JSON of a tokenizer, as to_json returns it: {detail}",
    "not_sequences": "{argument} must be a list of sequences, each a list of numbers. Received: {value!r}",
    "text_among_numbers": "value {value!r} cannot be converted to the dtype {dtype}: use dtype=object for strings.",
    "uneven_items": "All items must have the shape of the first, {expected}. Received shape: {received} in sequence "
                    "{place}.",
    "no_window": "No window fits: with start_index={start} and length={length} no value is left before "
                 "end_index={end}.",
    "not_a_picture": "{file} cannot be read as an image: {detail}",
    "picture_rank": "An image array needs {expected} axes here. Received shape: {received}",
    "classes_apart": "The training and the validation part do not have the same classes: shuffle the data first.",
    "two_classes": "Binary labels need exactly two classes. Received: {received}",
    "no_such_folder": "There is no folder {folder!r}.",
    "no_files": "The folder {folder!r} has no files for this subset. Supported formats: {formats}",
    "split_and_subset": "validation_split and subset must be given together.",
    "split_needs_seed": "validation_split with shuffle=True needs a seed, so that no file is in both subsets.",
    # models and training
    "too_many_parameters": "{layer}: the model would have {asked:,} parameters. The limit is {limit:,}: use fewer "
                           "units or filters, or a smaller input.",
    "too_large_output": "{layer}: the output for one sample would have {asked:,} values. The limit is {limit:,}.",
    "too_large_batch": "The layers' outputs for a batch of {batch:,} samples would have {asked:,} values. The limit "
                       "is {limit:,}: use a smaller batch_size.",
    "not_hashable": "{name} must contain strings or whole numbers. Received an array of {dtype}.",
    "not_a_layer": "Only layers can be added to a Sequential model. Received: {value!r}",
    "name_taken": "The model already has a layer named {layer!r}: give the new layer another name.",
    "model_in_itself": "The model {model!r} cannot be one of its own layers.",
    "input_not_first": "{layer}: Input must be the first in a Sequential model, which is a linear stack of layers.",
    "no_layers": "{model} has no layers yet: add at least one.",
    "no_such_layer": "No such layer: {value!r}.{hint}",
    "no_input_shape": "{model} does not know its input shape: begin with keras.Input(shape=…), or call fit.",
    "not_compiled": "{model} must be compiled first: call model.compile(optimizer=…, loss=…).",
    "not_downloaded": "{dataset} is not on this machine yet: download it first, or use the embedded data set "
                      "{stand_in!r}.",
    "data_failed": "An unexpected error occurred while reading the data.",
    "worker_lost": "The training processes ended unexpectedly several times. There may be too little memory: use a "
                   "smaller model or batch.",
    "worker_failed": "An unexpected error occurred during training.",
    "test_failed": "An unexpected error occurred while testing the trained model.",
    "dense_needs_rows": "Dense expects vectors here, but its input has the shape {shape}: put Flatten before it.",
    "softmax_of_one": "softmax of a single output is always 1, so the model cannot learn: use {expected} instead.",
    "probabilities_expected": "{loss} expects probabilities: use {expected} as the last activation. Received: "
                              "{activation}",
    "two_classes_need_one_output": "binary_crossentropy of two classes needs one output: use Dense(1, "
                                   "activation='sigmoid') as the last layer, and class numbers 0 and 1 as labels.",
    "too_few_outputs": "The labels have {expected} classes, but the last layer has only {outputs} outputs: use one "
                       "output per class.",
    # callbacks, generators, and parts of Keras that a Sequential engine lacks
    "not_a_callback": "callbacks must contain Callback objects, such as EarlyStopping(). Received: {value!r}",
    "no_direction": "{callback} cannot infer whether monitor={monitor!r} should increase or decrease, as no such "
                    "metric was compiled.{hint} Otherwise pass mode='max' or mode='min'.",
    "not_callable": "{argument} must be a function. Received: {value!r}",
    "not_a_float_rate": "The output of the `schedule` function should be a float. Received: {value!r}",
    "loss_not_finite": "NaN or Inf loss encountered at batch {batch}. Loss value: {loss}. Training ends here.",
    "not_a_frequency": "{argument} must be 'epoch' or a number of batches. Received: {value!r}",
    "wrong_file_ending": "{argument} must end in {endings}. Received: {value!r}",
    "no_such_log": "The file name {path!r} contains {name!r}, which is not in the logs. The logs have: {known}",
    "empty_generator": "A generator or PyDataset must yield at least one batch. Received an empty one.",
    "not_a_batch": "A generator must yield tuples: (inputs,), (inputs, targets) or (inputs, targets, sample_weights). "
                   "Received: {value}",
    "not_validation_data": "validation_data must be (x, y), (x, y, sample_weight), or a generator or PyDataset of "
                           "batches. Received: {value}",
    "given_beside_batches": "{argument} cannot be given with a {value}, whose batches are used as they are.",
    **CALL_MESSAGES,
    "needs_a_graph": "{function} needs a graph of operations, but this engine computes eagerly. Call the model or its "
                     "layers with arrays, or use model.predict.",
    "no_symbols": "{owner} has no symbolic {symbol}, as a Sequential model is a linear stack. To get the output of a "
                  "layer, put the layers up to it into a new Sequential model; they keep their weights.",
    "no_added_loss": "{owner}: add_loss needs a functional model. In a Sequential model, a linear stack, use "
                     "compile(loss=…) with a function of y_true and y_pred, or an activity_regularizer.",
    "no_added_metric": "{owner}: add_metric needs a functional model, and Keras 3 has removed it. Use "
                       "compile(metrics=[…]) with a function of y_true and y_pred.",
    "not_in_a_stack": "{name} merges several inputs, but in a Sequential model, a linear stack, each layer has one "
                      "input: the output of the layer before it.",
    "layer_not_here": "{name} is a layer of Keras that this engine does not have: use another one, or Keras itself.",
    "symbolic_call": "A layer was called on the Input {name!r}. Models here are Sequential, a linear stack: list the "
                     "layers in order instead, as in Sequential([Input(shape), Dense(10)]).",
    "bad_archive": "{file} could not be unpacked: {detail}.",
    "url_failed": "Could not download {url}: {detail}.",
    "not_a_file_name": "{argument} must be a file name without a folder. Received: {value!r}",
    "not_an_image_file": "{argument} must end in .png or .svg. Received: {value!r}",
    # code and notebooks
    **CODE_MESSAGES,
    # files and running scripts
    "damaged_file": "{file} cannot be read: {detail}.",
    "config_too_long": "{file}: its config has {asked:,} bytes. The limit is {limit:,}.",
    "file_too_large": "{file} has {asked:,} bytes. The limit is {limit:,}.",
    "no_such_file": "There is no file {file}.",
    "file_exists": "{file} already exists: pass overwrite=True to replace it.",
    "unknown_format": "{file}: the file name must end in {expected} or .h5.",
    "saved_model_format": "{file}: TensorFlow's SavedModel folders and checkpoints are not supported: use a file name "
                          "that ends in .keras, .weights.h5 or .h5.",
    "weights_only": "{file} contains only weights: build the model, then call model.load_weights.",
    "wrong_number_of_layers": "{file} has weights of {received} layers, but the model has {expected} layers with "
                              "weights.",
    "model_not_built": "{model} is not built, so it has no weights yet: give it an input shape, or call fit first.",
    "optimizer_does_not_fit": "the state in the file is of another optimizer or of other weights: expected "
                              "{expected}. Received: {received}.",
    "only_sequential": "Only Sequential models are supported: a linear stack of layers, each with one input, the "
                       "output of the layer before it. Models with several inputs, outputs or branches need Keras "
                       "itself.",
    "only_sequential_file": "{file} contains a model of the class {received}. Only Sequential models, linear stacks "
                            "of layers, are supported.",
    "lambda_in_file": "The file contains the code of a lambda, which is never run: define the function with a name, "
                      "and pass it in custom_objects.",
    **OWN_CLASS_MESSAGES,
    "not_of_keras": "{module} has no {name} here.{hint}",
    "not_of_tensorflow": "{module} has no {name} here, only what Sequential models and their losses need.{hint}",
    "not_of_sklearn": "scikit-learn is not installed, so there is no {name}: of sklearn.datasets, only {loaders} are "
                      "here. For the rest: pip install scikit-learn",
    "unknown_custom_object": "The file refers to {name}, which Keras does not have: pass it in "
                             "custom_objects={{'{name}': …}}.",
}
