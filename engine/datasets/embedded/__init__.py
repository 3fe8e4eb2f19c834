"""Small real data sets bundled with the engine, recorded from scikit-learn's packaged data."""
