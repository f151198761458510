"""The chat as plain lines, for screen readers, dumb terminals and pipes."""
