"""Streams that no server should send, made out of those that real servers have sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from tests.scripted_answers import RECORDINGS, chunk, events

Mutation: TypeAlias = Callable[[Random, bytes], bytes]

_LONGEST = 16_000
"""Bytes of an input, so that a million of them take minutes."""

_DEEPEST = 3_000

_TOKENS = (
    b"data: ", b"data:", b"event: error\n", b"\n\n", b"\r\n\r\n", b"\r", b"\n", b": comment\n",
    b"[DONE]", b"data: [DONE]\n\n", b"null", b"true", b"NaN", b"Infinity", b"1e999", b"-0",
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"{}", b"[]", b'""',
    b"\\ud83d", b"\\ude00", b"\\ud800", b"\\udfff", b"\\u0000", b"\\u001b", b"\\u202e",
    b"\x00", b"\x1b[31m", b"\x1b]52;c;eA==\x07", b"\x9b", b"\xc2\x9b", b"\xe2\x80\xae",
    b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80",
    b'{"error":{"message":"no"}}', b'{"choices":[{"delta":{"content":"a"}}]}',
    b'{"choices":[{"message":{"content":["b",{"type":"text","text":"c"}]}}]}',
    b'"finish_reason":"stop"', b'"conversation":{"id":1}', b'"usage":{"prompt_tokens":1}',
)  # fmt: skip
"""What means something to a decoder, a terminal or JSON."""

_NAMES = (
    "choices", "delta", "message", "content", "reasoning", "reasoning_content", "error", "usage",
    "model", "provider", "conversation", "finish_reason", "index", "prompt_tokens", "type", "text",
)  # fmt: skip


def corpus() -> tuple[bytes, ...]:
    """The bodies of all recordings, and streams of the kinds that they lack."""
    recorded = [
        file.read_bytes().partition(b"\r\n\r\n")[2][:_LONGEST]
        for file in sorted(RECORDINGS.glob("*.http"))
    ]
    made = [
        b"",
        events(chunk("Hello \x1b[31m"), chunk(finish="stop")),
        events({"error": {"message": "no", "code": 1}}),
        json.dumps({"choices": [{"message": {"content": "whole"}}]}).encode(),
        b"event: error\ndata: {}\n\n",
        _in_lines(chunk("one")) + _in_lines(chunk("two", finish="stop")),
    ]
    return (*recorded, *made)


def _in_lines(value: object) -> bytes:
    """An event whose data stands in several lines."""
    lines = json.dumps(value, indent=1).splitlines()
    return "".join(f"data: {line}\n" for line in (*lines, "")).encode() + b"\n"


def mutated(random: Random, seeds: tuple[bytes, ...]) -> bytes:
    """One input: a seed that was changed a few times, or nothing but chance."""
    if random.random() < 0.05:
        return random.randbytes(random.randrange(400))
    if random.random() < 0.1:
        stream = _any_stream(random)
    else:
        stream = random.choice(seeds)
        if len(stream) > 1_000 and random.random() < 0.9:
            start = random.randrange(len(stream) - 500)
            stream = stream[start : start + random.randrange(100, 1_000)]
    for _ in range(random.choice((0, 1, 1, 2, 3, 8))):
        stream = random.choice(_MUTATIONS)(random, stream)[:_LONGEST]
    if random.random() < 0.02:
        stream = _splice(random, stream, random.choice(seeds))
    return stream


def cut(random: Random, stream: bytes) -> list[bytes]:
    """The stream in packets of any sizes."""
    kind = random.random()
    if kind < 0.2 or not stream:
        return [stream]
    if kind < 0.3:
        size = 1 if len(stream) < 400 else random.randrange(1, 40)
        return [stream[at : at + size] for at in range(0, len(stream), size)]
    places = sorted(random.randrange(len(stream) + 1) for _ in range(random.randrange(1, 8)))
    return [stream[a:b] for a, b in zip([0, *places], [*places, len(stream)], strict=True)]


def _flip(random: Random, stream: bytes) -> bytes:
    changed = bytearray(stream)
    for _ in range(random.randrange(1, 6) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _insert(random: Random, stream: bytes) -> bytes:
    at = random.randrange(len(stream) + 1)
    return stream[:at] + random.choice(_TOKENS) + stream[at:]


def _replace(random: Random, stream: bytes) -> bytes:
    start, end = _range(random, stream)
    return stream[:start] + random.choice(_TOKENS) + stream[end:]


def _delete(random: Random, stream: bytes) -> bytes:
    start, end = _range(random, stream)
    return stream[:start] + stream[end:]


def _duplicate(random: Random, stream: bytes) -> bytes:
    start, end = _range(random, stream)
    return stream[:end] + stream[start:end] * random.choice((1, 1, 2, 20)) + stream[end:]


def _splice(random: Random, stream: bytes, other: bytes) -> bytes:
    start, end = _range(random, other)
    at = random.randrange(len(stream) + 1)
    return stream[:at] + other[start:end] + stream[at:]


def _shuffle(random: Random, stream: bytes) -> bytes:
    return _splice(random, stream, stream)


def _nest(random: Random, stream: bytes) -> bytes:
    opening, closing = random.choice(((b"[", b"]"), (b'{"error":', b"}"), (b'{"choices":[', b"]}")))
    depth = random.choice((2, 10, 100, _DEEPEST))
    start, end = _range(random, stream)
    inner = stream[start:end] if random.random() < 0.5 else b"1"
    nested = opening * depth + inner + closing * random.choice((0, depth))
    return stream[:start] + nested + stream[end:]


def _line_ends(random: Random, stream: bytes) -> bytes:
    return stream.replace(b"\n", random.choice((b"\r\n", b"\r\n", b"\r", b"\n\r")))


def _number(random: Random, stream: bytes) -> bytes:
    number = random.choice(
        (b"1e999", b"-1e999", b"9" * 5_000, b"1" * 300, b"-1", b"1.5", b"0x1", b"1" + b"0" * 4_000)
    )
    at = random.randrange(len(stream) + 1)
    while at < len(stream) and not stream[at : at + 1].isdigit():
        at += 1
    return stream[:at] + number + stream[at + 1 :]


_MUTATIONS: tuple[Mutation, ...] = (
    _flip, _flip, _insert, _insert, _replace, _delete, _duplicate, _shuffle, _nest, _number,
    _line_ends,
)  # fmt: skip


def _any_stream(random: Random) -> bytes:
    """Well-formed events of values that no server sends."""
    values = [_any_value(random, 4) for _ in range(random.randrange(1, 5))]
    return (
        events(*map(json.dumps, values))
        if random.random() < 0.7
        else json.dumps(values[0]).encode()
    )


def _any_value(random: Random, depth: int) -> object:
    kind = random.randrange(8 if depth else 5)
    if kind == 0:
        return random.choice((None, True, False, float("inf"), float("nan"), -1, 0, 2**70, 1.5))
    if kind <= 2:
        return "".join(
            chr(random.choice((random.randrange(0xA0), random.randrange(0x11_0000))))
            for _ in range(5)
        )
    if kind <= 4:
        return random.choice(_NAMES)
    if kind == 5:
        return [_any_value(random, depth - 1) for _ in range(random.randrange(4))]
    return {random.choice(_NAMES): _any_value(random, depth - 1) for _ in range(4)}


def _range(random: Random, stream: bytes) -> tuple[int, int]:
    start = random.randrange(len(stream) + 1)
    return start, min(len(stream), start + random.choice((1, 4, 30, 200)))
