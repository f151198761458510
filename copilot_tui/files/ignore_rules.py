"""What git would ignore, by the rules of gitignore(5)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pathspec import GitIgnoreSpec

RULES_FILE = ".gitignore"
LONGEST_RULES_FILE = 1_000_000
"""Bytes; rules in a longer file are left alone."""


class IgnoreRules:
    """The rules that hold in one directory: its own first, then those from further up.

    Args:
        spec: the rules of this directory.
        base: the directory they are relative to, absolute, ending in a slash.
        outer: the rules that hold where these say nothing.
    """

    def __init__(self, spec: GitIgnoreSpec, base: str, outer: IgnoreRules | None) -> None:
        self._spec = spec
        self._base = base
        self._outer = outer

    def ignores(self, path: str) -> bool:
        """Whether git would ignore this.

        Args:
            path: absolute; that of a directory ends in a slash. The directories it lies
                in must not be ignored themselves.
        """
        rules: IgnoreRules | None = self
        while rules is not None:
            verdict = rules._spec.check_file(path[len(rules._base) :]).include
            if verdict is not None:
                return verdict
            rules = rules._outer
        return False

    def below(self, directory: str) -> IgnoreRules:
        """The rules that hold in a directory, with its own file of rules if it has one.

        Args:
            directory: absolute, ending in a slash, at or below the one of these rules.
        """
        lines = _lines(Path(directory, RULES_FILE))
        return IgnoreRules(_spec(lines), directory, self) if lines else self


def ignore_rules(folder: Path, environ: Mapping[str, str] = os.environ) -> IgnoreRules:
    """The rules that hold in a folder but for its own file of rules.

    They are those of the user's `git/ignore` below `$XDG_CONFIG_HOME`, of the repository's
    `.git/info/exclude`, and of every `.gitignore` between its top and the folder. A folder
    that is ignored itself has none from further up: who works there wants to see its files.

    Args:
        folder: absolute.
        environ: to look up `XDG_CONFIG_HOME` in.
    """
    own = _directory(folder)
    none = IgnoreRules(_spec(()), own, None)
    top = next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)
    if top is None:
        return none
    rules = IgnoreRules(_spec(_shared_lines(top, environ)), _directory(top), None)
    for place in (*reversed([up for up in folder.parents if up.is_relative_to(top)]), folder):
        if place != top and rules.ignores(_directory(place)):
            return none
        if place != folder:
            rules = rules.below(_directory(place))
    return rules


def _shared_lines(top: Path, environ: Mapping[str, str]) -> list[str]:
    """The user's rules, then the repository's own unshared ones, which come last and win."""
    configuration = environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return [
        *_lines(Path(configuration, "git", "ignore")),
        *_lines(top / ".git" / "info" / "exclude"),
    ]


def _directory(path: Path) -> str:
    return f"{path}".rstrip(os.sep) + os.sep


def _lines(path: Path) -> list[str]:
    """The lines of a file of rules; none when it is missing or no such file."""
    try:
        if not path.is_file() or path.stat().st_size > LONGEST_RULES_FILE:
            return []
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """Rules from lines, without those that are malformed: git skips them, too."""
    # It takes 80 ms to import and is needed only after the first `@`.
    from pathspec import GitIgnoreSpec

    def well_formed() -> Iterator[str]:
        for line in lines:
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                continue
            yield line

    return GitIgnoreSpec.from_lines(well_formed())
