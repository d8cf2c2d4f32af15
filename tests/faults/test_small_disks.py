"""What a killed run leaves mounted is taken away by the next one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.faults.small_disks import are_possible, own_place


@pytest.mark.nightly
def test_a_disk_that_a_killed_run_has_left_is_taken_away(tmp_path: Path) -> None:
    if not are_possible():
        pytest.skip("mounting small disks takes root")
    left = tmp_path / "postgres"
    left.mkdir()
    subprocess.run(  # noqa: S603 - our own words
        ["mount", "-t", "tmpfs", "-o", "size=1m", "kontor-small-disk", str(left)],  # noqa: S607 - where it is differs
        check=True,
    )
    (left / "data").write_bytes(b"x")
    assert left.is_mount()

    with own_place(tmp_path):
        found = list(tmp_path.iterdir())

    assert [each.name for each in found] == ["lock"]
    assert not left.is_mount()
