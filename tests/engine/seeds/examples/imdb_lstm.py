"""Feeling of film reviews with a recurrent network; ``python imdb_lstm.py [samples] [epochs]``."""

import sys

import keras
from keras.datasets import imdb
from keras.layers import LSTM, Dense, Embedding
from keras.models import Sequential
from keras.utils import pad_sequences

samples = int(sys.argv[1]) if len(sys.argv) > 1 else 25000
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 15
max_features = 20000
maxlen = 80  # cut the reviews after so many words, among the most frequent
keras.utils.set_random_seed(1)

(x_train, y_train), (x_test, y_test) = imdb.load_data(num_words=max_features)
x_train = pad_sequences(x_train[:samples], maxlen=maxlen)
x_test = pad_sequences(x_test[:samples], maxlen=maxlen)
y_train, y_test = y_train[:samples], y_test[:samples]
print("x_train shape:", x_train.shape)

model = Sequential()
model.add(Embedding(max_features, 128))
model.add(LSTM(128, dropout=0.2, recurrent_dropout=0.2))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])

history = model.fit(x_train, y_train, batch_size=32, epochs=epochs, verbose=2, validation_data=(x_test, y_test))
score, acc = model.evaluate(x_test, y_test, batch_size=32, verbose=0)
print("Test loss:", score)
print("Test accuracy:", acc)
