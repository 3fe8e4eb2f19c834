"""Pictures as arrays ``(batch, height, width, channels)``: resized, turned, cropped, in plain NumPy."""
