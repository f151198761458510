"""Reading YAML that a stranger may have written.

PyYAML finds the events; the values are put together here, without recursion and without
aliases, so that neither deep nor self-repeating data can do harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.transfer.foreign.json_items import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

_DEEPEST = 50


def yaml_value(text: str) -> object:
    """The first document of a YAML text: objects, lists and texts.

    A plain scalar that means a number, true, false or null becomes one as in JSON.

    Raises:
        Unreadable: it is none, or has aliases, or is nested too deeply.
    """
    import yaml  # Here, for only this needs it, and it takes its time.

    loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _built(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f", line {error.problem_mark.line + 1}"
        raise Unreadable(f"It is not YAML: {error.problem}{line}.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Unreadable(f"It is not YAML: {type(error).__name__}.") from None


def _built(events: Iterator[Event]) -> object:
    from yaml import events as kinds

    top: list[object] = []
    open_ones: list[list[object]] = [top]
    objects: list[bool] = [False]
    for event in events:
        if isinstance(event, kinds.AliasEvent):
            raise Unreadable("It refers to itself by aliases.")
        if isinstance(event, kinds.ScalarEvent):
            open_ones[-1].append(_scalar(event.value, plain=event.implicit[0]))
        elif isinstance(event, kinds.CollectionStartEvent):
            if len(open_ones) > _DEEPEST:
                raise Unreadable("It is nested too deeply.")
            open_ones.append([])
            objects.append(isinstance(event, kinds.MappingStartEvent))
        elif isinstance(event, kinds.CollectionEndEvent):
            values, is_object = open_ones.pop(), objects.pop()
            open_ones[-1].append(_object(values) if is_object else values)
        elif isinstance(event, kinds.DocumentEndEvent):
            break
    return top[0] if top else None


def _object(values: list[object]) -> dict[str, object]:
    keys = (key if isinstance(key, str) else str(key) for key in values[::2])
    return dict(zip(keys, values[1::2], strict=True))


def _scalar(text: str, *, plain: bool) -> object:
    if not plain:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if text[:1] not in "+-.0123456789" or len(text) > 40:
        return text
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text
