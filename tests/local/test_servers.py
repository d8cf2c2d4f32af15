"""The servers that every other test stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kontor_local.namespace import Namespace


def test_a(namespace: Namespace) -> None:
    assert namespace.databases


def test_b(module_namespace: Namespace) -> None:
    assert module_namespace.databases
