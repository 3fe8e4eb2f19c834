"""Text, sign by sign, with a recurrent network; ``python text_generation.py [text file] [epochs]``; else its own code."""

import random
import sys

import keras
import numpy as np
from keras import layers

epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 40
maxlen, step = 40, 3
keras.utils.set_random_seed(1)

with open(sys.argv[1] if len(sys.argv) > 1 else __file__, encoding="utf-8") as file:
    text = file.read().lower()
chars = sorted(set(text))
char_indices = {c: i for i, c in enumerate(chars)}
print("Corpus length:", len(text), "alphabet:", len(chars))

starts = range(0, len(text) - maxlen, step)
x = np.zeros((len(starts), maxlen, len(chars)), dtype="bool")
y = np.zeros((len(starts), len(chars)), dtype="bool")
for i, start in enumerate(starts):
    for t, char in enumerate(text[start: start + maxlen]):
        x[i, t, char_indices[char]] = 1
    y[i, char_indices[text[start + maxlen]]] = 1

model = keras.Sequential([
    keras.Input(shape=(maxlen, len(chars))),
    layers.LSTM(128),
    layers.Dense(len(chars), activation="softmax"),
])
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.RMSprop(learning_rate=0.01))


def sample(preds, temperature):
    preds = np.exp(np.log(np.asarray(preds).astype("float64") + 1e-12) / temperature)
    return np.argmax(np.random.multinomial(1, preds / preds.sum() * (1 - 1e-9), 1))


def show(epoch, logs):
    if epoch % 10 != 9 and epoch != epochs - 1:
        return
    begin = random.randint(0, len(text) - maxlen - 1)
    window, generated = text[begin: begin + maxlen], ""
    for _ in range(100):
        one = np.zeros((1, maxlen, len(chars)))
        for t, char in enumerate(window):
            one[0, t, char_indices[char]] = 1.0
        char = chars[sample(model.predict(one, verbose=0)[0], 0.5)]
        window, generated = window[1:] + char, generated + char
    print("Generated:", repr(generated))


history = model.fit(x, y, batch_size=128, epochs=epochs, verbose=2,
                    callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=show)])
