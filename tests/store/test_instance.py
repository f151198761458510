"""Who is alive, told by locks that the system drops."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.store.instance import Instance, is_alive

START_AND_WAIT = """
import sys
from pathlib import Path
from copilot_tui.store.instance import Instance
instance = Instance.start(Path(sys.argv[1]))
print(instance.id, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def test_an_instance_is_alive_until_it_is_closed(tmp_path: Path) -> None:
    instance = Instance.start(tmp_path / "instances")
    assert instance.is_alive(instance.id)
    assert (tmp_path / "instances").stat().st_mode & 0o777 == 0o700
    instance.close()
    instance.close()
    assert not is_alive(tmp_path / "instances", instance.id)
    assert list((tmp_path / "instances").iterdir()) == []


def test_an_id_that_never_was_is_not_alive(tmp_path: Path) -> None:
    assert not is_alive(tmp_path, "nobody")


def test_another_process_is_alive_until_it_is_killed(
    other: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert other.stdout is not None
    instance_id = other.stdout.readline().strip()
    assert is_alive(tmp_path, instance_id)
    other.kill()
    other.wait()
    assert not is_alive(tmp_path, instance_id)


def test_starting_removes_the_files_of_the_dead_and_only_those(tmp_path: Path) -> None:
    living = Instance.start(tmp_path)
    dead = tmp_path / "dead.lock"
    dead.touch()
    unrelated = tmp_path / "notes.txt"
    unrelated.touch()
    started = Instance.start(tmp_path)
    assert not dead.exists()
    assert unrelated.exists()
    assert started.is_alive(living.id)
    started.close()
    living.close()


def test_instances_that_start_while_others_clear_up_are_all_alive(tmp_path: Path) -> None:
    with ThreadPoolExecutor(max_workers=8) as pool:
        instances = list(pool.map(lambda _: Instance.start(tmp_path), range(64)))
    assert all(is_alive(tmp_path, instance.id) for instance in instances)
    for instance in instances:
        instance.close()


def test_nothing_is_left_of_a_folder_for_a_server_where_nothing_else_is_in_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "servers" / "one"
    first, second = (Instance.start(folder, clears=True) for _ in range(2))
    first.close()
    assert is_alive(folder, second.id)
    second.close()
    assert list(tmp_path.iterdir()) == []

    waiting = Instance.start(folder, clears=True)
    (folder / "outbox-1.db").touch()
    waiting.close()
    assert [path.name for path in folder.iterdir()] == ["outbox-1.db"]


def test_copies_that_start_while_others_clear_the_folder_away_are_all_alive(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "servers" / "one"

    def start_and_end(_: int) -> bool:
        instance = Instance.start(folder, clears=True)
        alive = is_alive(folder, instance.id)
        instance.close()
        return alive

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert all(pool.map(start_and_end, range(400)))
    assert list(tmp_path.iterdir()) == []


def test_two_who_look_at_once_do_not_take_each_other_for_the_living(tmp_path: Path) -> None:
    (tmp_path / "dead.lock").touch()
    with ThreadPoolExecutor(max_workers=8) as pool:
        seen = list(pool.map(lambda _: is_alive(tmp_path, "dead"), range(200)))
    assert not any(seen)


def test_a_folder_that_cannot_be_made_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as refused:
        Instance.start(tmp_path / "file" / "instances")
    assert "in its way" in refused.value.what
    assert refused.value.todo
