"""Requests in the words of their readers: states, changes, what was filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.conversations import Entry
from contracts.departments import Department
from contracts.request_types import (
    Label,
    RequestType,
)
from contracts.tickets import AttachedContract, AttachedDevice, AttachedDocument, Request
from gateway import formats
from gateway.call import Call
from gateway.edge.language import Language
from gateway.texts import Texts


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What codes are called for one reader; the vendor's people and customers read other words."""

    texts: Texts
    language: Language
    is_staff: bool
    departments: Mapping[str, Label]

    def state(self, state: str) -> str:
        """Return what a state is called: whom it waits for depends on who reads it."""
        return self.texts.word("desk_states" if self.is_staff else "request_states", state)

    def department(self, key: str) -> str:
        """Return what a department is called."""
        label = self.departments.get(key)
        return key if label is None else self.label(label)

    def label(self, label: Label) -> str:
        """Return a label in the reader's language."""
        return label.de if self.language == "de" else label.en

    def change(self, entry: Entry) -> str:
        """Return what was done, without who did it."""
        write = _CHANGES.get(entry.change or "", _plainly)
        return write(self, entry)

    def filled_in(self, request: Request, kind: RequestType | None) -> list[tuple[str, str]]:
        """Return what the fields of its kind are called, and what is in them."""
        if kind is None:
            return []
        found = []
        numbers = _numbers_attached(request)
        for field in kind.fields:
            value = request.fields.get(field.name)
            if value is None:
                continue
            choices = {choice.value: choice.label for choice in field.choices}
            shown = self.label(choices[value]) if value in choices else value
            if field.kind == "area":
                shown = self.texts.word("areas", value)
            # What was named by its id is called by its number.
            shown = numbers.get(field.name, shown)
            if field.name not in numbers and _names_by_id(field.kind, value):
                # Its number is told to those alone to whom such things are shown.
                shown = self.texts("request.hidden")
            found.append((self.label(field.label), shown))
        return found


def words_for(call: Call, departments: tuple[Department, ...] = ()) -> Words:
    """Return the words for whoever asks."""
    return Words(
        texts=call.texts,
        language=call.language,
        is_staff=call.identified.principal.is_staff,
        departments={each.key: each.label for each in departments},
    )


def _names_by_id(kind: str, value: str) -> bool:
    """Whether a field names something by its id; numbers may be written as well, and stay."""
    if kind not in {"document", "contract", "device"}:
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _numbers_attached(request: Request) -> dict[str, str]:
    """Return the numbers of what the fields name, by field."""
    attached = request.attached
    if attached is None:
        return {}
    things: Mapping[str, AttachedDocument | AttachedContract | AttachedDevice] = {
        **attached.documents,
        **attached.contracts,
        **attached.devices,
    }
    return {name: thing.number for name, thing in things.items()}


def _state_changed(words: Words, entry: Entry) -> str:
    details = entry.details
    line = words.texts(
        "request_changes.state_changed",
        before=words.state(details.get("from", "")),
        after=words.state(details.get("to", "")),
    )
    # What came of a wish for a package, which is decided elsewhere.
    outcome = f"request_outcomes.{details.get('outcome')}"
    return f"{line}, {words.texts(outcome)}" if words.texts.has(outcome) else line


def _assigned(words: Words, entry: Entry) -> str:
    name = entry.details.get("to", "")
    if not name:
        return words.texts("request_changes.unassigned")
    return words.texts("request_changes.assigned", name=name)


def _moved(words: Words, entry: Entry) -> str:
    if not words.departments:
        return words.texts("request_changes.moved_on")
    return words.texts(
        "request_changes.moved", department=words.department(entry.details.get("to", ""))
    )


def _priority_changed(words: Words, entry: Entry) -> str:
    return words.texts(
        "request_changes.priority_changed",
        before=words.texts.word("priorities", entry.details.get("from", "")),
        after=words.texts.word("priorities", entry.details.get("to", "")),
    )


def _merged(words: Words, entry: Entry) -> str:
    return words.texts("request_changes.merged", number=entry.details.get("into", ""))


def _rated(words: Words, entry: Entry) -> str:
    return words.texts("request_changes.rated", stars=entry.details.get("stars", ""))


def _escalated(words: Words, entry: Entry) -> str:
    due_at = datetime.fromisoformat(entry.details["due_at"])
    return words.texts("request_changes.escalated", moment=formats.moment(due_at, words.language))


def _plainly(words: Words, entry: Entry) -> str:
    known = f"request_changes.{entry.change}"
    return words.texts(known if words.texts.has(known) else "request_changes.other")


_CHANGES: Mapping[str, Callable[[Words, Entry], str]] = {
    "state_changed": _state_changed,
    "assigned": _assigned,
    "moved": _moved,
    "priority_changed": _priority_changed,
    "merged": _merged,
    "rated": _rated,
    "escalated": _escalated,
}
