"""Finds elements by their names alone, whatever namespace a version of a format puts them in."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

LONGEST_TEXT = 2000
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)


def each(element: "etree._Element | None", path: str) -> Iterator["etree._Element"]:
    """Yield what lies at a path of names below the element; `A|B` takes either name."""
    found = [] if element is None else [element]
    for step in path.split("/"):
        names = step.split("|")
        found = [child for one in found for child in one if local_name(child) in names]
    yield from found


def first(element: "etree._Element | None", path: str) -> "etree._Element | None":
    """Return the first of them, None if there is none."""
    return next(each(element, path), None)


def text(element: "etree._Element | None", path: str) -> str | None:
    """Return the text of the first of them, without blanks around it; None if there is none."""
    return own_text(first(element, path))


def texts(element: "etree._Element | None", path: str) -> tuple[str, ...]:
    """Return the texts of all of them that have one."""
    return tuple(found for one in each(element, path) if (found := own_text(one)) is not None)


def day(element: "etree._Element | None", path: str) -> str | None:
    """Return the first of them as an ISO 8601 day, or its text where it is none."""
    written = text(element, path)
    parts = _DATE.match(written or "")
    if parts is None:
        return written
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3])).isoformat()
    except ValueError:
        return written


def own_text(element: "etree._Element | None") -> str | None:
    """Return an element's own text, None if it has none."""
    words = (element.text or "").strip() if element is not None else ""
    return words[:LONGEST_TEXT] or None


def local_name(element: "etree._Element") -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
