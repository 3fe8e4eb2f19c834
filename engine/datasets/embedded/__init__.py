"""Small real data sets bundled with the engine: from scikit-learn's packaged data, and the California set of Keras."""
