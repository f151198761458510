"""What the pictures of a message are called there."""

from __future__ import annotations

import pytest

from copilot_tui.chat.picture_names import named_as_in
from tests.pictures import picture

KEPT = picture(name="private from elsewhere.png")


@pytest.mark.parametrize(
    ("text", "target", "name"),
    [
        ("![a pic](/media/x.png)", "/media/x.png", "a pic"),
        ("![](/media/two%20cats.png?size=2)", "/media/two%20cats.png?size=2", "two cats.png"),
        ("![](http://127.0.0.1/)", "http://127.0.0.1/", "picture"),
        (f"![](attachment:{KEPT.facts.digest})", f"attachment:{KEPT.facts.digest}", "picture"),
        ("nothing there", "/media/x.png", "x.png"),
    ],
)
def test_a_picture_has_no_name_from_another_conversation(text: str, target: str, name: str) -> None:
    (facts,) = named_as_in(text, {target: KEPT.facts})
    assert facts.name == name
    assert facts.digest == KEPT.facts.digest


def test_a_picture_that_is_shown_twice_has_the_name_that_it_has_first() -> None:
    text = "![one](/a.png) ![other](/b.png)"
    (facts,) = named_as_in(text, {"/a.png": KEPT.facts, "/b.png": KEPT.facts})
    assert facts.name == "one"
