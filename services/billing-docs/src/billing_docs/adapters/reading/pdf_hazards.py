"""What a PDF could do to whoever opens it: programs in it, and bytes that are no part of it.

Such a document is archived as it is, for an auditor must find what was sent; it is named, and the
portal serves it so that browsers run nothing.
"""

from collections.abc import Iterator

import pikepdf

from billing_docs.domain.faults import Fault, FaultCode

# ISO 32000-1, 12.6.4: actions that run a program or a script, or send data away.
_PROGRAMS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"})
# Dictionaries inside dictionaries: an action in an annotation in a page lies three deep.
_DEEPEST = 12
_BLANKS = b"\x00\t\n\x0c\r \xef\xbb\xbf"


def pdf_hazards(pdf: pikepdf.Pdf, content: bytes) -> tuple[Fault, ...]:
    """Return a fault for each kind of hazard; every object is looked at, packed ones too."""
    faults = []
    if any(_is_active(dictionary) for dictionary in _dictionaries(pdf)):
        faults.append(
            Fault(
                code=FaultCode.ACTIVE_CONTENT,
                explanation="The PDF holds scripts or starts programs; PDF/A allows neither.",
            )
        )
    if _has_bytes_around(content):
        faults.append(
            Fault(
                code=FaultCode.BYTES_AROUND_PDF,
                explanation="Bytes before the PDF's head or behind its end are no part of it.",
            )
        )
    return tuple(faults)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for each in pdf.objects:
        yield from _within(each, 0)


def _within(value: pikepdf.Object, depth: int) -> Iterator[pikepdf.Object]:
    if isinstance(value, pikepdf.Stream):
        value = value.stream_dict
    if isinstance(value, pikepdf.Dictionary):
        yield value
        inner = list(value.values()) if depth < _DEEPEST else []
    elif isinstance(value, pikepdf.Array):
        inner = list(value.as_list()) if depth < _DEEPEST else []
    else:
        return
    for each in inner:
        # What is an object of its own is looked at by itself; following it could go in circles.
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            yield from _within(each, depth + 1)


def _is_active(dictionary: pikepdf.Object) -> bool:
    if "/JS" in dictionary or "/JavaScript" in dictionary or "/XFA" in dictionary:
        return True
    action = dictionary.get("/S")
    return isinstance(action, pikepdf.Name) and str(action) in _PROGRAMS


def _has_bytes_around(content: bytes) -> bool:
    """Tell whether the file could be something else as well (a ZIP, a web page, a program)."""
    before = content[: content.index(b"%PDF-")]
    _, _, behind = content.rpartition(b"%%EOF")
    return bool(before.strip(_BLANKS)) or bool(behind.strip(_BLANKS))
