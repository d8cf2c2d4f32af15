"""What the vendor writes: what belongs to which kind, and who may read it."""

import re
from datetime import date

from contracts.content import ContentKind, ContentWords
from contracts.principal import Principal

AREAS: dict[ContentKind, str] = {
    "article": "wiki",
    "lesson": "academy",
    "seminar": "seminars",
    "video": "videos",
}
"""The area in which a kind stands; what is not named here is for everybody (SE-15, SE-63)."""
KINDS: tuple[ContentKind, ...] = ("announcement", "faq", "article", "lesson", "seminar", "video")
_SORTED_INTO_CATEGORIES = frozenset({"faq", "article", "lesson"})
LONGEST_EXCERPT = 220

# Markdown's own marks, which mean nothing in an excerpt.
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_AT_LINE_START = re.compile(
    r"^[ \t]{0,3}(#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+|```.*$|[-|: ]+$)", re.MULTILINE
)
_MARKS = re.compile(r"[*_`~|\\]+")


def may_read(caller: Principal, kind: ContentKind) -> bool:
    """Whether the kind's area is open to the caller."""
    area = AREAS.get(kind)
    return area is None or (caller.organisation_id is not None and caller.may_enter(area))


def readable_kinds(caller: Principal) -> tuple[ContentKind, ...]:
    """Return the kinds that the caller may read."""
    return tuple(kind for kind in KINDS if may_read(caller, kind))


def faults_in(
    kind: ContentKind, words: ContentWords, *, today: date
) -> tuple[tuple[str, str], ...]:
    """Return what does not belong to the kind or is missing, each with its reason."""
    needed = {
        "topic": (words.topic, kind == "announcement"),
        "category": (words.category, kind in _SORTED_INTO_CATEGORIES),
        "as_of": (words.as_of, kind in _SORTED_INTO_CATEGORIES),
        "video_url": (words.video_url, kind == "video"),
    }
    faults = [
        (name, "missing" if is_needed else "not_offered")
        for name, (value, is_needed) in needed.items()
        if (value is None) == is_needed
    ]
    if words.importance != "news" and kind != "announcement":
        faults.append(("importance", "not_offered"))
    if words.valid_through is not None and kind != "announcement":
        faults.append(("valid_through", "not_offered"))
    if words.minutes is not None and kind != "video":
        faults.append(("minutes", "not_offered"))
    if words.as_of is not None and words.as_of > today:
        faults.append(("as_of", "in_the_future"))
    texts = {
        "title.de": words.title.de,
        "title.en": words.title.en,
        "text.de": words.text.de,
        "text.en": words.text.en,
    }
    faults += [(name, "missing") for name, text in texts.items() if not text.strip()]
    faults += [(name, "control_characters") for name, text in texts.items() if "\0" in text]
    return tuple(faults)


def plain(markdown: str) -> str:
    """Return the words of a text without Markdown's marks, in one line."""
    text = _LINK.sub(r"\1", markdown)
    text = _AT_LINE_START.sub("", text)
    return " ".join(_MARKS.sub("", text).split())


def excerpt_of(markdown: str) -> str:
    """Return the first words of a text, whole words only."""
    return _shortened(plain(markdown))


def excerpt_around(markdown: str, wanted: tuple[str, ...]) -> str:
    """Return the words around the first that begins, or holds, one that is looked for."""
    text = plain(markdown)
    low = text.casefold()
    places = [low.find(word) for word in wanted]
    first = min((place for place in places if place >= 0), default=0)
    if first < LONGEST_EXCERPT // 2:
        return _shortened(text)
    begin = text.rfind(" ", 0, first - LONGEST_EXCERPT // 4) + 1
    return "… " + _shortened(text[begin:])


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_EXCERPT:
        return text
    cut = text.rfind(" ", 0, LONGEST_EXCERPT)
    return text[: cut if cut > 0 else LONGEST_EXCERPT].rstrip(",;:") + " …"
