"""What somebody has written anew in a mail: without what he answers to, and without his signature.

Rather too much is kept than too little: words that are cut here, nobody reads. What is cut is what
surely is no new word: everything below the line that our own mails put on top, below the line by
which a mail program says whom it quotes, quoted lines at the end, and signatures that say so.
"""

import re

LINE_ABOVE = {
    "de": "--- Bitte schreiben Sie Ihre Antwort oberhalb dieser Zeile ---",
    "en": "--- Please write your answer above this line ---",
}
_LINES_ABOVE = tuple(line.strip("- ") for line in LINE_ABOVE.values())
_LONGEST_LINE = 2000
_QUOTED = re.compile(r"^\s*>")
# By language as mail programs write them; over up to three lines, as some break them.
_SAID = re.compile(
    r"^\s*(am|on)\s.{4,300}?\b(schrieb|wrote|hat .{1,120} geschrieben)\b.{0,200}:\s*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^\s*[-_]{2,}\s*(urspr\u00fcngliche (nachricht|e-?mail)|original message|"
    r"weitergeleitete nachricht|forwarded message)\s*[-_]{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(von|from):\*?\s+\S", re.IGNORECASE)
_SENT = re.compile(r"^\s*\*?(gesendet|sent|datum|date):\*?\s+\S", re.IGNORECASE)
_RULE = re.compile(r"^\s*[_-]{10,}\s*$")
_SENT_FROM = re.compile(
    r"^\s*(gesendet von mein|von meinem .{2,40} gesendet|gesendet mit|sent from my|"
    r"get outlook for|holen sie sich outlook)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--\s?$")


def new_words(text: str) -> str:
    """Return what was written anew, None of it lost to a guess; empty if all of it is quoted."""
    lines = [line.rstrip()[:_LONGEST_LINE] for line in text.replace("\r\n", "\n").split("\n")]
    at = _beginning_of_old(lines)
    kept = lines[:at]
    if not _has_words(kept):
        # Written below what it answers to.
        kept = [line for line in lines if not _is_old(line)]
    kept = _without_signature(_without_quotes_at_end(kept))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _beginning_of_old(lines: list[str]) -> int:
    for at, line in enumerate(lines):
        if any(mark in line for mark in _LINES_ABOVE):
            return _above_attribution(lines, at)
        if _says_who_said(lines, at) or _ORIGINAL.match(line) or _begins_header(lines, at):
            return at
    return len(lines)


def _above_attribution(lines: list[str], at: int) -> int:
    """Return where the words before `at` end that say whom the rest quotes."""
    for back in range(1, 5):
        if at - back >= 0 and _says_who_said(lines, at - back):
            return at - back
    return at


def _says_who_said(lines: list[str], at: int) -> bool:
    first = lines[at].lstrip("> ")
    if not first[:3].lower().startswith(("am ", "on ")):
        return False
    return any(
        _SAID.match(" ".join(line.lstrip("> ") for line in lines[at : at + count]))
        for count in (1, 2, 3)
    )


def _begins_header(lines: list[str], at: int) -> bool:
    """Whether the head of a quoted mail begins here, as Outlook writes it."""
    if _RULE.match(lines[at]):
        following = [line for line in lines[at + 1 : at + 4] if line.strip()]
        return bool(following) and bool(_FROM.match(following[0]))
    if not _FROM.match(lines[at]):
        return False
    return any(_SENT.match(line) for line in lines[at + 1 : at + 4])


def _is_old(line: str) -> bool:
    return (
        bool(_QUOTED.match(line))
        or bool(_SAID.match(line))
        or any(mark in line for mark in _LINES_ABOVE)
    )


def _without_quotes_at_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _QUOTED.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) and _has_words(lines[:at]):
            lines = lines[:at]
            break
    end = len(lines)
    while end and (not lines[end - 1].strip() or _SENT_FROM.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _has_words(lines: list[str]) -> bool:
    return any(line.strip() and not _QUOTED.match(line) for line in lines)
