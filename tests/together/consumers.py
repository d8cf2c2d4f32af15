"""Every consumer of every service, and for each an event that it heeds and an older one."""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from chassis.entrypoints import Incoming
from chassis.entrypoints.messages import MessageEntrypoint
from chassis.ids import new_id
from chassis.service import Service
from tests.contracts.samples import current_samples
from tests.together.five import SERVICES, Five
from tools.schemas import INBOUND, INTERNAL

_MARK = "nameko_entrypoints"  # where Nameko's decorators leave what they registered


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event about something that the service has not heard of yet, and an older one of it."""

    event: Incoming[Any]
    older: Incoming[Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one consumer is told."""

    tell: Callable[[Five], Told]
    stands_alone: str = ""
    """Why there is no older event: each is of its own, and comes in any order."""
    history: frozenset[str] = frozenset()
    """Tables that keep every version that was told, so that an older one is added there alone."""
    says_again: str = ""
    """Why it may announce the same once more: whom it tells knows it by its key."""


HEARD: dict[str, Heard] = {}


def heard(
    *names: str, stands_alone: str = "", says_again: str = "", history: tuple[str, ...] = ()
) -> Callable[[Callable[[Five], Told]], Callable[[Five], Told]]:
    """Enter what these consumers are told: `service.handler`."""

    def enter(tell: Callable[[Five], Told]) -> Callable[[Five], Told]:
        entry = Heard(
            tell=tell,
            stands_alone=stands_alone,
            says_again=says_again,
            history=frozenset(history),
        )
        assert not HEARD.keys() & set(names)
        HEARD.update(dict.fromkeys(names, entry))
        return tell

    return enter


def consumers(packages: tuple[str, ...] = SERVICES) -> Iterator[str]:
    """Yield each handler of an event as `service.handler`, as the code says it."""
    for package in packages:
        module = importlib.import_module(f"{package}.service")
        for _, service in inspect.getmembers(module, inspect.isclass):
            if issubclass(service, Service) and service.__module__ == module.__name__:
                for name, method in inspect.getmembers(service, inspect.isfunction):
                    marks = getattr(method, _MARK, ())
                    if any(isinstance(mark, MessageEntrypoint) for mark in marks):
                        yield f"{package}.{name}"


def told(data: msgspec.Struct, *, id: str | None = None) -> Incoming[Any]:  # noqa: A002 - an event's own word
    """Return an event as its handler gets it."""
    return Incoming(
        id=id or str(new_id()),
        source="/erp/demo",
        type=type(data).__name__,
        time=None,
        body_sha256=hashlib.sha256(msgspec.json.encode(data)).hexdigest(),
        data=data,
    )


def sample(message_type: str, *, like: str = "", **changes: Any) -> Any:
    """Return what a sample of the contracts says, with `changes`."""
    found = next(
        each
        for each in current_samples()
        if each.message_type == message_type and like in each.name
    )
    data = msgspec.convert(found.data, {**INBOUND, **INTERNAL}[message_type])
    return msgspec.structs.replace(data, **changes)


def newest_and_older(
    message_type: str, *, like: str = "", older: dict[str, Any] | None = None, **changes: Any
) -> Told:
    """Return a sample as version 7 and, told later, as version 6 with other words."""
    said = older or {}
    return Told(
        event=told(sample(message_type, like=like, version=7, **changes)),
        older=told(sample(message_type, like=like, **{**changes, "version": 6, **said})),
    )
