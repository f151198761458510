"""What every app reads from the same style sheets, read once for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation


@contextmanager
def styles_shared() -> Iterator[None]:
    """Within this, a style sheet is parsed once for each theme, not once for each app.

    It is a tenth of what the start of an app costs, and a thousand tests start one.
    """
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}

    def parse_once(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        how = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*how, frozenset(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, *how)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield
