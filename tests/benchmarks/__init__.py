"""Measurements. Each module runs by itself: `uv run python -m tests.benchmarks.<name>`."""
