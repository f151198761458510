"""Where a key or password is kept, as the configuration names it."""

from __future__ import annotations


def keyring_place(text: str, *, of: str = "key") -> str:
    """Check a place in the keyring.

    Args:
        text: what stands in the file.
        of: what is kept there.

    Raises:
        ValueError: it is not service and user; the message does not repeat it.
    """
    service, _, user = text.rpartition("/")
    if service.strip() and user.strip() and text.isprintable():
        return text
    raise ValueError(f'expected "service/user", the place of the {of} in the keyring')
