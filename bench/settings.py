"""Leitu with the plain view beside it."""

from leitu.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.plain"
