"""Topics of newswires with a multilayer perceptron over word counts; ``python reuters_mlp.py [samples] [epochs]``."""

import sys

import keras
import numpy as np
from keras import Sequential
from keras.datasets import reuters
from keras.layers import Activation, Dense, Dropout
from tensorflow.keras.preprocessing.text import Tokenizer

samples = int(sys.argv[1]) if len(sys.argv) > 1 else 8982
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
max_words = 1000
keras.utils.set_random_seed(1)

(x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=max_words, test_split=0.2)
num_classes = int(np.max(y_train)) + 1
print(len(x_train), "train sequences,", len(x_test), "test sequences,", num_classes, "classes")

tokenizer = Tokenizer(num_words=max_words)
x_train = tokenizer.sequences_to_matrix(x_train[:samples], mode="binary")
x_test = tokenizer.sequences_to_matrix(x_test[:samples], mode="binary")
y_train = keras.utils.to_categorical(y_train[:samples], num_classes)
y_test = keras.utils.to_categorical(y_test[:samples], num_classes)

model = Sequential()
model.add(Dense(512, input_shape=(max_words,)))
model.add(Activation("relu"))
model.add(Dropout(0.5))
model.add(Dense(num_classes))
model.add(Activation("softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

history = model.fit(x_train, y_train, batch_size=32, epochs=epochs, verbose=2, validation_split=0.1)
score = model.evaluate(x_test, y_test, batch_size=32, verbose=0)
print("Test loss:", score[0])
print("Test accuracy:", score[1])
