"""The terminal and the desktop around the app: clipboard, editor, notifications, raw keys."""
