"""QR codes as images that stand in the page itself."""

import segno

_SCALE = 5
_BORDER = 4  # modules; what ISO/IEC 18004 asks for


def qr_code(content: str) -> str:
    """Return a `data:` address with an SVG of the code, dark on white whatever the page's colours.

    For the content of an authenticator app: the picture must not be fetched from anywhere.
    """
    code = segno.make(content, error="m", micro=False)
    return code.svg_data_uri(
        scale=_SCALE, border=_BORDER, dark="black", light="white", encode_minimal=True
    )
