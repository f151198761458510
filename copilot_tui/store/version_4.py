"""What version 4 of the conversation file adds: whose the text of a new conversation is."""

from __future__ import annotations

# A draft without a conversation belongs to the running copy of the program in which it was
# typed, which `owner` names; when that one has ended, the next that looks for it takes it
# over. NULL where there is a conversation, and where the file is from before.
VERSION_4 = ("ALTER TABLE drafts ADD COLUMN owner TEXT",)
"""From version 3 to version 4."""
