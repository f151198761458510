"""Running replies: they belong to their conversation, never to a widget or a screen."""
