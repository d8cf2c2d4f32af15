"""What stands on a PDF's pages as text, as PDFium reads it; only in a reading process."""

import pypdfium2

# Totals stand on the last page, numbers and dates on the first.
_PAGES_AT_EACH_END = 15
_MOST_CHARACTERS = 400_000


def text_of(content: bytes) -> str:
    """Return the text of the first and the last pages; "" where there is none that can be read."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    try:
        count = len(pdf)
        last = range(max(count - _PAGES_AT_EACH_END, 0), count)
        pages = sorted({*range(min(count, _PAGES_AT_EACH_END)), *last})
        texts: list[str] = []
        for number in pages:
            texts.append(_text_on(pdf, number))
            if sum(map(len, texts)) > _MOST_CHARACTERS:
                break
        return "\n".join(texts)[:_MOST_CHARACTERS]
    finally:
        pdf.close()


def _text_on(pdf: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = pdf[number]
        text: str = page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        return ""
    # PDFium marks a soft hyphen at a line's end this way.
    return text.replace("\ufffe", "-").replace("\r\n", "\n")
