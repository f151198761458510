"""Conversations on their way out of the conversation file and into it."""
