"""An app that keeps what is typed before there is a place for it."""

from __future__ import annotations

from textual import events

from copilot_tui.ui.sturdy_app import SturdyApp


class TypedAheadApp(SturdyApp):
    """Holds keys and pastes back from its start on, until it is known where they go.

    Textual (8.2.8) drops what comes before a widget has the focus. What has come before the
    app had the terminal is kept by its driver, and comes here like all else.
    """

    def __init__(self, *, ansi_color: bool | None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._typed_ahead: list[events.Event] | None = []

    @property
    def holds_keys(self) -> bool:
        """Whether it is not yet known where what is typed goes."""
        return self._typed_ahead is not None

    async def on_event(self, event: events.Event) -> None:
        """Hold it back if it was typed; but nobody who wants to quit has to wait."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not is_typed or self._typed_ahead is None:
            await super().on_event(event)
            return
        self._typed_ahead.append(event)
        if isinstance(event, events.Key) and self._quits(event.key):
            await self.let_keys_in()

    async def let_keys_in(self) -> None:
        """Let what was typed so far, and from now on is typed, do its work.

        To be called from the app's own queue, else later keys could overtake earlier ones.
        """
        typed, self._typed_ahead = self._typed_ahead or (), None
        if typed and self.screen.focused is None:
            self._give_focus()
        for event in typed:
            await self.on_event(event)

    def _give_focus(self) -> None:
        """Do now what Textual is about to do."""
        own = self.screen.AUTO_FOCUS
        for widget in self.screen.query((self.AUTO_FOCUS if own is None else own) or "*"):
            if widget.focusable:
                self.screen.set_focus(widget)
                return

    def _quits(self, key: str) -> bool:
        """Whether a key quits, and there is a prompt that keeps what was typed before it."""
        if not self.screen_stack or self.screen.focused is None:
            return False
        active = self.screen.active_bindings.get(key)
        # A screen names it as the app's.
        return active is not None and active.binding.action.removeprefix("app.") == "quit"
