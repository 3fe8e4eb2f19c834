"""Synthetic data sets, each computed by a short NumPy function whose source the notebook shows."""
