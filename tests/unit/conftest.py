"""How thoroughly properties are tried: quickly and repeatably, or `--hypothesis-profile thorough`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "thorough",
    max_examples=2000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
if settings.get_current_profile_name() in {"default", "ci"}:
    settings.load_profile("quick")
