"""Training as a fold over batches: a picklable state, one step, and what runs it to its end."""
