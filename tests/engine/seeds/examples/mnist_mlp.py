"""Handwritten digits with a multilayer perceptron; ``python mnist_mlp.py [samples] [epochs]``, in tf.keras's spelling."""

import sys

import tensorflow as tf
from tensorflow.keras.datasets import mnist
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import RMSprop

samples = int(sys.argv[1]) if len(sys.argv) > 1 else 60000
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 20
tf.keras.utils.set_random_seed(1)

(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train[:samples].reshape(-1, 784).astype("float32") / 255
x_test = x_test[:samples].reshape(-1, 784).astype("float32") / 255
y_train = tf.keras.utils.to_categorical(y_train[:samples], 10)
y_test = tf.keras.utils.to_categorical(y_test[:samples], 10)

model = Sequential()
model.add(Dense(512, activation="relu", input_shape=(784,)))
model.add(Dropout(0.2))
model.add(Dense(512, activation="relu"))
model.add(Dropout(0.2))
model.add(Dense(10, activation="softmax"))
model.summary()

model.compile(loss="categorical_crossentropy", optimizer=RMSprop(), metrics=["accuracy"])
history = model.fit(x_train, y_train, batch_size=128, epochs=epochs, verbose=2, validation_data=(x_test, y_test))
score = model.evaluate(x_test, y_test, verbose=0)
print("Test loss:", score[0])
print("Test accuracy:", score[1])
