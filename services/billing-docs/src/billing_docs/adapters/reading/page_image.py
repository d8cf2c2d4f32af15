"""Draws a page of a PDF as a picture, for screens without a viewer; only in a reading process."""

import io

import pypdfium2

# Sharp on a phone that is held upright, readable on a desk; some 60 to 150 KiB for an invoice.
WIDTH = 1240
# A page may be as long as a roll of paper; a picture may not.
_LONGEST_SIDE = 3500
_QUALITY = 80


class NoSuchPage(Exception):
    """The PDF has no page of this number, or it cannot be drawn."""


def page_image(content: bytes, number: int) -> bytes:
    """Return page `number` (from 1) as WebP, 1240 pixels wide, at most 3500 high.

    Raises:
        NoSuchPage: there is none, or PDFium cannot draw it.
    """
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise NoSuchPage from error
    try:
        if not 1 <= number <= len(pdf):
            raise NoSuchPage
        page = pdf[number - 1]
        width, height = page.get_size()
        if width < 1 or height < 1:
            raise NoSuchPage
        scale = min(WIDTH / width, _LONGEST_SIDE / height)
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
        encoded = io.BytesIO()
        picture.convert("RGB").save(encoded, format="WEBP", quality=_QUALITY, method=2)
        return encoded.getvalue()
    except pypdfium2.PdfiumError as error:
        raise NoSuchPage from error
    finally:
        pdf.close()
