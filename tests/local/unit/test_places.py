"""Ports, secrets and the right to a folder."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kontor_local.places import (
    AlreadyRunningError,
    HomeLock,
    remembered_ports,
    remembered_secrets,
    write_private,
)


def test_ports_are_the_same_at_the_next_start(tmp_path: Path) -> None:
    first = remembered_ports(tmp_path, ["amqp", "postgres"])
    second = remembered_ports(tmp_path, ["postgres", "amqp"])

    assert first == second
    assert first["amqp"] != first["postgres"]


def test_a_port_that_somebody_took_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    first = remembered_ports(tmp_path, ["amqp", "postgres"])

    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", first["amqp"]))
        stranger.listen()
        second = remembered_ports(tmp_path, ["amqp", "postgres"])

    assert second["amqp"] != first["amqp"]
    assert second["postgres"] == first["postgres"]


def test_ports_asked_for_later_join_those_that_are_known(tmp_path: Path) -> None:
    first = remembered_ports(tmp_path, ["amqp"])
    later = remembered_ports(tmp_path, ["gateway"])

    assert remembered_ports(tmp_path, ["amqp", "gateway"]) == first | later


def test_secrets_are_long_different_and_remembered(tmp_path: Path) -> None:
    first = remembered_secrets(tmp_path, ["postgres", "s3"])
    second = remembered_secrets(tmp_path, ["postgres", "s3", "rabbitmq"])

    assert len(set(second.values())) == 3
    assert all(len(secret) == 64 for secret in second.values())
    assert second["postgres"] == first["postgres"]


def test_only_the_owner_may_read_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secrets.json"

    write_private(file, "first")
    write_private(file, "second")

    assert file.read_text() == "second"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["secrets.json"]


def test_two_stacks_cannot_share_a_folder(tmp_path: Path) -> None:
    lock = HomeLock(tmp_path)

    with pytest.raises(AlreadyRunningError, match="is in use by process"):
        HomeLock(tmp_path)

    lock.release()
    HomeLock(tmp_path).release()
