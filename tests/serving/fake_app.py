"""Stands in for a process of the app: speaks as the app does, and says what it hears.

Usage: python fake_app.py [conversation] [stubborn | failing]
"""

import json
import os
import signal
import sys


def send(kind: bytes, payload: bytes) -> None:
    os.write(1, kind + len(payload).to_bytes(4, "big") + payload)


def draw(words: str) -> None:
    send(b"D", words.encode())


def receive() -> tuple[bytes, bytes] | None:
    head = sys.stdin.buffer.read(5)
    if len(head) < 5:
        return None
    return head[:1], sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))


def heard(meta: dict[str, object]) -> None:
    match meta:
        case {"type": "quit"} if "stubborn" not in sys.argv:
            sys.exit()
        case {"type": "detach"}:
            send(b"M", json.dumps({"type": "conversation", "id": 42}).encode())
        case _:
            draw(json.dumps(meta))


def main() -> None:
    if "stubborn" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "failing" in sys.argv:
        sys.exit("There is no such thing. Look for it elsewhere, and then start it once more, " * 3)
    os.write(1, b"__GANGLION__\n")
    size = f"{os.environ['COLUMNS']}x{os.environ['ROWS']}"
    draw(f"begun {size} {sys.argv[1]} {sorted(os.environ)}")
    while packet := receive():
        kind, payload = packet
        if kind == b"M":
            heard(json.loads(payload))
        else:
            draw(f"typed {payload.decode()}")


if __name__ == "__main__":
    main()
