"""A date of a seminar as an iCalendar file (RFC 5545)."""

from icalendar import Calendar, Event

from contracts.trainings import Appointment


def calendar_of(appointment: Appointment, origin: str) -> bytes:
    """Return the date as one event whose name stays its own, whatever changes.

    A calendar that takes the file in again replaces what it has: the sequence number grows with
    each change, and a date that was called off is cancelled.
    """
    date = appointment.date
    event = Event()
    event.add("uid", f"{date.id}@kontor")
    event.add("sequence", date.version - 1)
    event.add("dtstamp", date.changed_at)
    event.add("dtstart", date.starts_at)
    event.add("dtend", date.ends_at)
    event.add("summary", appointment.title)
    event.add("location", date.place)
    event.add("status", "CANCELLED" if date.is_called_off else "CONFIRMED")
    event.add("url", f"{origin}/knowledge/seminars/{date.content_id}")
    calendar = Calendar()
    calendar.add("prodid", "-//Kontor//Seminar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
