"""Markdown as HTML that is safe to show: text, links, lists and tables, and nothing that runs.

Two locks, each enough by itself: HTML in the text is shown as text and never read, and what comes
out is let through by an allowed list (nh3). The pages' Content-Security-Policy is the third.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"https", "mailto", "tel"}
_FIRST_LEVEL = 2  # the page's own title is the first
_LAST_LEVEL = 6


@lru_cache(maxsize=256)
def as_html(markdown: str) -> Markup:
    """Return the text as HTML; its headings begin below the page's own title.

    Pictures are left out, and links lead to addresses of this portal, to https, to mail or phone.
    """
    tokens = _parser().parse(markdown)
    _fit_headings(tokens)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return Markup(  # noqa: S704 - cleaned the line below
        nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer",
        )
    )


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _fit_headings(tokens: Sequence[Token]) -> None:
    """Let the headings begin on the second level and skip none."""
    depth = _FIRST_LEVEL - 1
    given: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            given = [above for above in given if above < level] + [level]
            depth = min(_FIRST_LEVEL + len(given) - 1, _LAST_LEVEL)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{depth}"
