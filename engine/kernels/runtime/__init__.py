"""How kernels are compiled, cached, warmed up and run in threads."""
