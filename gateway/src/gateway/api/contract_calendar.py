"""A contract's timeline as an iCalendar file (RFC 5545)."""

from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from contracts.contract_list import ContractItem
from contracts.contract_timeline import ContractTimeline, TimelineEntry
from gateway.texts import Texts

_ONE_DAY = timedelta(days=1)


def calendar_of(contract: ContractItem, timeline: ContractTimeline, texts: Texts) -> bytes:
    """Return what happens with the contract as whole days, each with a name that stays its own.

    A calendar that takes the file in again replaces what it has, and doubles nothing. The stamp is
    the day of asking, so that the same day gives the same file.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Kontor//Contract timeline//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", texts("contracts.calendar_name", number=contract.number))
    stamp = datetime.combine(timeline.as_of, time(), UTC)
    for entry in timeline.entries:
        calendar.add_component(_event(contract, entry, stamp, texts))
    content: bytes = calendar.to_ical()
    return content


def entry_words(entry: TimelineEntry, texts: Texts) -> str:
    """Return what happens, in a few words."""
    if entry.kind == "stage":
        return texts("timeline_entries.stage", stage=entry.stage)
    return texts(f"timeline_entries.{entry.kind}")


def _event(contract: ContractItem, entry: TimelineEntry, stamp: datetime, texts: Texts) -> Event:
    event = Event()
    stage = f"-{entry.stage}" if entry.stage else ""
    event.add("uid", f"{contract.id}-{entry.kind}{stage}@kontor")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.on)
    # Whole days end with the beginning of the day after (RFC 5545, 3.6.1).
    event.add("dtend", (entry.until or entry.on) + _ONE_DAY)
    event.add("summary", f"{contract.number}: {entry_words(entry, texts)}")
    if contract.customer_name:
        event.add("description", contract.customer_name)
    event.add("transp", "TRANSPARENT")
    return event
