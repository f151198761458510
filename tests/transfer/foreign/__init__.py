"""What those sources have in common."""
