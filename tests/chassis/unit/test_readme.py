"""The README tells the truth: every setting with its default, an example that is a service."""

from __future__ import annotations

import dataclasses
import re
import types
from pathlib import Path
from typing import Any

from chassis.containers import lanes_of
from chassis.settings import ServiceSettings, load

REQUIRED = ("KONTOR_AMQP_URL", "KONTOR_DATABASE_URL", "KONTOR_PRINCIPAL_KEYS")
README = Path(__file__).parents[3] / "libs/chassis/README.md"


def written(default: Any) -> str:
    """Return a setting's default as the table has it."""
    if default is dataclasses.MISSING:
        return "required"
    if default is None:
        return "none"
    values = default if isinstance(default, tuple) else (default,)
    return (
        "`"
        + ",".join(f"{each:g}" if isinstance(each, float) else f"{each}" for each in values)
        + "`"
    )


def test_the_table_of_settings_is_that_of_the_settings_class() -> None:
    lines = re.findall(
        r"^\| `(KONTOR_\w+)` \| (.+?) \| (\S+) \|$", README.read_text(), re.MULTILINE
    )

    assert lines == [
        (*field.metadata.values(), written(field.default))
        for field in dataclasses.fields(ServiceSettings)
    ]


def test_the_example_is_a_service() -> None:
    example = re.findall(r"```python\n(.+?)```", README.read_text(), re.DOTALL)[0]
    module = types.ModuleType("example")
    settings = load(ServiceSettings, dict.fromkeys(REQUIRED, "-"))

    exec(compile(example, "README.md", "exec"), module.__dict__)  # noqa: S102 - our own README

    lanes = lanes_of(module.Notes, settings)
    assert [lane.queue.name for lane in lanes] == [
        "evt-billing_docs-document_archived--notes.note_archived_document",
        "in-note.issued.v1--notes.receive_note",
    ]
