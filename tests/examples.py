"""Examples: how many of them a property is tried with."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import HealthCheck, settings

FIXED = 100
"""What Hypothesis tries where a test names no number; a deep run has a multiple of it."""


def examples(count: int, *, suppress_health_check: Collection[HealthCheck] = ()) -> settings:
    """Settings for `count` examples, or in a deep run for as many more as its profile has."""
    most = count * settings().max_examples // FIXED
    return settings(max_examples=most, suppress_health_check=suppress_health_check)
