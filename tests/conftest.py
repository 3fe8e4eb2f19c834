"""Generated cases are the same in every run, and a slow machine fails no test."""

from hypothesis import HealthCheck, settings

settings.register_profile("everywhere", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("everywhere")
