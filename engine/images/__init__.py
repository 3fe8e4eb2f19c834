"""Resize, transform and crop images ``(batch, height, width, channels)`` in plain NumPy."""
