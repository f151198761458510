"""Choosing who answers: a profile, a provider, a model."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from copilot_tui.chat.answerer import ANY_PROVIDER, Answerer
from copilot_tui.errors import CopilotError
from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_row import PickerRow
from copilot_tui.ui.picker_source import fixed, or_typed

CURRENT = "●"
RECENT = "Recently used"

Load = Callable[[str], Awaitable[Sequence[Answerer]]]
Recent = Callable[[], Awaitable[Sequence[Answerer]]]
ModelsOf = Callable[[str, str], Awaitable[Sequence[str]]]


class ModelPicker(Picker[Answerer]):
    """Those used last, then what each profile's server lists, filled in as answers arrive.

    A provider's models stand below it once they have been asked for; those of the current
    provider are at once. A name that no server lists can be typed.

    Args:
        load: lists what the server of a profile offers, in its order.
        models_of: lists the models of a provider of a profile's server.
        profiles: names of the profiles, the one in use first.
        current: who answers now.
        recent: gives who answered lately, the last first.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("model.unfold")
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.choose", "choose"),
        ("model.unfold", "models of this provider"),
        ("list.cancel", "cancel"),
    )

    def __init__(
        self,
        load: Load,
        models_of: ModelsOf,
        *,
        profiles: Sequence[str],
        current: Answerer,
        recent: Recent | None = None,
    ) -> None:
        super().__init__(
            "Who answers",
            or_typed(self._find, self._typed),
            placeholder="A model or provider",
            empty="No server has listed anything. A name can be typed.",
            current=current,
            grouped=True,
        )
        self._load = load
        self._models_of = models_of
        self._profiles = profiles
        self._answering = current
        self._load_recent = recent
        self._recent: Sequence[Answerer] = ()
        self._offered: dict[str, Sequence[Answerer]] = {}
        self._models: dict[Answerer, Sequence[Answerer]] = {}
        self._silent: list[str] = []
        self._problems: list[str] = []

    def on_mount(self) -> None:
        """Ask the servers, all at once."""
        self._remember_recent()
        for profile in self._profiles:
            self._list_profile(profile)
        if self._has_models(self._answering):
            self._unfold(replace(self._answering, model=""))

    @work(group="load", exit_on_error=False)
    async def _remember_recent(self) -> None:
        if self._load_recent is None:
            return
        try:
            self._recent = await self._load_recent()
        except CopilotError as error:
            self._problems.append(error.lines)
        self.look()

    @work(group="load", exit_on_error=False)
    async def _list_profile(self, profile: str) -> None:
        async def ask() -> None:
            self._offered[profile] = await self._load(profile)

        await self._ask(profile, ask)

    @work(group="load", exit_on_error=False)
    async def _unfold(self, provider: Answerer) -> None:
        async def ask() -> None:
            names = await self._models_of(provider.profile, provider.provider)
            self._models[provider] = [replace(provider, model=name) for name in names]

        await self._ask(provider.label, ask)

    async def _ask(self, whom: str, ask: Callable[[], Awaitable[None]]) -> None:
        self._silent.append(whom)
        self.show_note()
        try:
            await ask()
        except CopilotError as error:
            self._problems.append(f"{whom}: {error.lines}")
        self._silent.remove(whom)
        self.show_note()
        self.look()

    def show_note(self) -> None:
        """Say what went wrong, or who has not answered yet."""
        if self._problems:
            self.say("\n".join(self._problems), is_error=True)
        else:
            self.say(f"Asking {', '.join(self._silent)} …" if self._silent else "")

    def _typed(self, query: str) -> PickerRow[Answerer]:
        answerer = replace(self._answering, model=query)
        return PickerRow(answerer, f"Use “{query}” as model", matched=())

    async def _find(self, query: str) -> Sequence[PickerRow[Answerer]]:
        if not query.strip():
            recent = [self._row(one, group=RECENT, detail=one.profile) for one in self._recent]
            listed = [
                self._row(one, group=profile)
                for profile in self._profiles
                for one in self._unfolded(self._offered.get(profile, ()))
            ]
            return [*recent, *listed]
        offered = (one for listed in self._offered.values() for one in listed)
        every = dict.fromkeys([*self._recent, *self._unfolded(offered)])
        return await fixed([self._row(one, detail=one.profile) for one in every])(query)

    def _unfolded(self, offered: Iterable[Answerer]) -> Iterator[Answerer]:
        for one in offered:
            yield one
            yield from self._models.get(one, ())

    def _row(self, one: Answerer, *, group: str = "", detail: str = "") -> PickerRow[Answerer]:
        return PickerRow(
            one,
            replace(one, profile="").label or "as the server chooses",
            detail=detail,
            mark=CURRENT if one == self._answering else "",
            group=group,
        )

    def _has_models(self, one: Answerer) -> bool:
        return one.provider not in ("", ANY_PROVIDER)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key to the text unless the cursor is on a provider."""
        if action != "unfold":
            return super().check_action(action, parameters)
        row = self.cursor_row
        if row is None or row.value.model or row.value in self._models:
            return False
        return self._has_models(row.value) and self._input.is_at_end

    def action_unfold(self) -> None:
        """List the models of the provider under the cursor below it."""
        if (row := self.cursor_row) is not None:
            self._unfold(row.value)
