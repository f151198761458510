"""A fast, full-screen terminal chat client for g4f's Copilot and OpenAI-compatible servers."""

__version__ = "0.1.0"
