"""Sizes of files in words."""

from __future__ import annotations


def file_size(count: int) -> str:
    """Say how many bytes there are, in at most seven characters: "812 B", "16 kB", "2.3 MB"."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.0f} kB"
    if count < 999_950_000:
        return f"{count / 1_000_000:.1f} MB"
    return f"{count / 1_000_000_000:.1f} GB"
