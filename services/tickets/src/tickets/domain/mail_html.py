"""The words of an HTML mail: nothing is fetched, run or shown that only a browser would."""

import re
from html.parser import HTMLParser

_UNSEEN = {"script", "style", "head", "title", "template", "noscript", "object", "iframe"}
_BLOCKS = {
    "p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
    "section", "article", "header", "footer", "blockquote", "hr", "dl", "dt", "dd",
}  # fmt: skip
_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}
# What mail programs put what is answered to into.
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote")
_QUOTED_FROM_HERE = ("divrplyfwdmsg", "appendonsend", "olk_src_body_section")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")


def text_of_html(html: str) -> str:
    """Return the words somebody sees, a line for a block; quotes only if nothing else is there."""
    for skips_quotes in (True, False):
        reader = _Reader(skips_quotes=skips_quotes)
        reader.feed(html)
        reader.close()
        if reader.text.strip():
            break
    return reader.text.strip()


class _Reader(HTMLParser):
    def __init__(self, *, skips_quotes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._skips_quotes = skips_quotes
        self._is_over = False
        self._open: list[str] = []
        self._unseen_from: int | None = None
        self._pieces: list[str] = []
        self._link: str | None = None
        self._label = ""

    @property
    def text(self) -> str:
        """What was read so far."""
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(self._pieces).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if self._skips_quotes and said.get("id", "").lower().lstrip("x_") in _QUOTED_FROM_HERE:
            self._is_over = True
        if tag == "br" or tag in _BLOCKS:
            self._pieces.append("\n- " if tag == "li" and self._is_seen else "\n")
        if tag in _VOID:
            return
        self._open.append(tag)
        if self._is_seen and self._is_unseen(tag, said):
            self._unseen_from = len(self._open)
        if tag == "a" and self._is_seen:
            self._link, self._label = said.get("href", ""), ""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if self._unseen_from is not None and len(self._open) < self._unseen_from:
            self._unseen_from = None
        if tag == "a" and self._link is not None:
            self._write_target(self._link)
            self._link = None
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._is_seen:
            return
        text = data if "pre" in self._open else _SPACE.sub(" ", data)
        self._label += text
        self._pieces.append(text)

    @property
    def _is_seen(self) -> bool:
        return self._unseen_from is None and not self._is_over

    def _is_unseen(self, tag: str, said: dict[str, str]) -> bool:
        if tag in _UNSEEN or _HIDDEN.search(said.get("style", "")):
            return True
        if not self._skips_quotes:
            return False
        classes = said.get("class", "").lower()
        return (tag == "blockquote" and said.get("type", "").lower() == "cite") or any(
            quote in classes for quote in _QUOTES
        )

    def _write_target(self, link: str) -> None:
        """Say where a link leads that says otherwise; it is text from now on, and no link."""
        if link.startswith(("http://", "https://")) and link.rstrip("/") not in self._label:
            self._pieces.append(f" ({link})")
