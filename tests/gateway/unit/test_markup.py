"""Markdown in, HTML out that does nothing but show text."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from gateway.markup import as_html

_SHOWN = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_TRICKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "<javascript:alert(1)>",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "![a](https://tracker.example/x.png)",
    '[a](https://a.example "x\\" onmouseover=\\"alert(1)")',
    "<a href='javascript:x'>a</a>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://a.example'></iframe>",
    "`<script>`",
    '```"><script>\nx\n```',
    "[x]: javascript:alert(1)\n[a][x]",
    "<style>body{display:none}</style>",
    "<!-- <script> -->",
    "<math><mtext><table><mglyph><style><img src onerror=x>",
)


def harmless(html: str) -> bool:
    """Whether there is nothing in the HTML but text and links that lead somewhere harmless."""
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        if tag.name not in _SHOWN or set(tag.attrs) - {"href", "title", "rel", "start"}:
            return False
        target = tag.get("href", "https://")
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", str(target), re.IGNORECASE)
        if scheme and scheme[1].lower() not in {"https", "mailto", "tel"}:
            return False
    return True


@pytest.mark.parametrize("trick", _TRICKS)
def test_nothing_in_a_text_runs_or_calls_anybody(trick: str) -> None:
    for text in (trick, f"# {trick}", f"- {trick}", f"> **{trick}**", f"|{trick}|\n|--|\n|b|"):
        assert harmless(str(as_html(text)))


@given(st.lists(st.one_of(st.sampled_from(_TRICKS), st.text(max_size=20)), max_size=6))
def test_no_mixture_of_tricks_runs_either(pieces: list[str]) -> None:
    assert harmless(str(as_html("".join(pieces))))


def test_the_test_itself_knows_what_is_harmful() -> None:
    for html in ("<script>x</script>", "<a href='javascript:x'>a</a>", "<p onclick='x'>a</p>"):
        assert not harmless(html)


def test_what_markdown_is_for_is_shown() -> None:
    html = str(
        as_html(
            "Ein **Wort**, ein [Verweis](https://example.com) und [Post](/post).\n\n"
            "3. drei\n4. vier\n\n| A | B |\n|---|---|\n| 1 | 2 |"
        )
    )

    page = BeautifulSoup(html, "html.parser")
    assert page.strong.get_text() == "Wort"  # type: ignore[union-attr]  # it is there
    assert [link["href"] for link in page.find_all("a")] == ["https://example.com", "/post"]
    assert page.ol["start"] == "3"  # type: ignore[index]  # it is there
    assert [cell.get_text() for cell in page.find_all("td")] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n## B\n### C\n# D", ["h2", "h3", "h4", "h2"]),
        ("### A\n# B\n#### C", ["h2", "h2", "h3"]),
        ("###### A", ["h2"]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", ["h2", "h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_begin_below_the_title_and_skip_no_level(text: str, levels: list[str]) -> None:
    found = BeautifulSoup(str(as_html(text)), "html.parser").find_all(re.compile(r"h\d"))

    assert [heading.name for heading in found] == levels
