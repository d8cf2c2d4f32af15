"""The samples of libs/contracts, read as the product reads messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from chassis.broker.cloudevent_reading import read_cloudevent
from contracts.cloudevents import STRUCTURED_CONTENT_TYPE, CloudEvent
from tools.schemas import INBOUND, INTERNAL, OUTBOUND

FOLDER = Path(__file__).parents[2] / "libs" / "contracts" / "samples"
ACCEPTED = FOLDER / "accepted"
MESSAGES = {**INBOUND, **OUTBOUND, **INTERNAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file: its message type, its form, and what is in it."""

    file: Path

    @property
    def name(self) -> str:
        return self.file.relative_to(FOLDER).as_posix()

    @property
    def message_type(self) -> str:
        return self.file.parent.name

    @property
    def struct(self) -> type[msgspec.Struct]:
        return MESSAGES[self.message_type]

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = msgspec.json.decode(self.file.read_bytes())
        return content

    @property
    def form(self) -> str:
        return self.file.suffixes[0] if len(self.file.suffixes) > 1 else ""

    @property
    def is_event(self) -> bool:
        return self.message_type in {**INBOUND, **OUTBOUND}

    @property
    def data(self) -> dict[str, Any]:
        """What the message says, without its envelope."""
        content = self.content
        part = {".structured": "data", ".binary": "body"}.get(self.form)
        data: dict[str, Any] = content if part is None else content[part]
        return data

    def event(self) -> CloudEvent:
        """Return the event that the product's own reader finds in the message."""
        if self.form == ".structured":
            return read_cloudevent(self.file.read_bytes(), STRUCTURED_CONTENT_TYPE, {})
        content = self.content
        body = msgspec.json.encode(content["body"])
        return read_cloudevent(body, content["content_type"], content["headers"])


def samples_in(folder: Path) -> list[Sample]:
    """Return the samples of one folder of folders, in a lasting order."""
    return [Sample(file=file) for file in sorted(folder.glob("*/*.json"))]


def current_samples() -> list[Sample]:
    return [sample for sample in samples_in(FOLDER) if sample.file.parent != ACCEPTED]


def without_none(value: Any) -> Any:
    """Return `value` without its nulls: saying nothing and saying null mean the same."""
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_none(inner) for inner in value]
    return value
