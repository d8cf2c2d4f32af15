"""What is wrong with a page's HTML: the parser's errors, and what the standard says beyond them.

The rules are those of the HTML standard that templates break most easily; where one of them has a
number or a list of its own, it stands beside it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from justhtml import Element, JustHTML, Node

_LABELABLE = {"button", "input", "meter", "output", "progress", "select", "textarea"}
_INTERACTIVE = {"a", "button", "details", "iframe", "input", "label", "select", "textarea"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset"),
    *("figure", "footer", "form", "header", "hgroup", "hr", "main", "nav", "ol", "p", "pre"),
    *("section", "table", "ul", *_HEADINGS),
}
# May hold words and what stands in a line, but no blocks (HTML 3.2.5.2.5, phrasing content).
_LINES = {
    *("abbr", "b", "bdi", "button", "cite", "code", "em", "i", "kbd", "label", "mark", "output"),
    *("p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "time", "var", *_HEADINGS),
}
_CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th", "script", "template"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "select": {"option", "optgroup", "hr"},
    "hgroup": {*_HEADINGS, "p"},
}
_REFERENCES = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "list",
    "headers",
    "popovertarget",
)
_TEXT_TYPES = {"email", "password", "search", "tel", "text", "url"}
# HTML 2.3.5: a date, or an instant with at most three digits of a second.
_DATETIME = re.compile(
    r"\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?)?)?"
)


def faults_in(html: str, language: str) -> list[str]:
    """Return what is wrong with a page in `language`, one sentence each; nothing if it is valid."""
    parsed = JustHTML(html, sanitize=False, collect_errors=True)
    faults = [f"line {error.line}: {error.code}" for error in parsed.errors]
    elements = list(_elements(parsed.root))
    if not any(each.name == "html" and each.attrs.get("lang") == language for each in elements):
        faults.append(f"the page does not say that it is in {language!r}")
    for rule in _OF_THE_PAGE:
        faults.extend(rule(elements))
    for element in elements:
        for check in _OF_AN_ELEMENT:
            faults.extend(f"{_shown(element)}: {fault}" for fault in check(element))
    return faults


def _elements(node: Node) -> Iterator[Element]:
    for child in node.children or ():
        if isinstance(child, Element):
            yield child
            yield from _elements(child)


def _parents(element: Element) -> Iterator[Element]:
    parent = element.parent
    while isinstance(parent, Element):
        yield parent
        parent = parent.parent


def _shown(element: Element) -> str:
    known = ("id", "class", "name", "href", "for", "type", "value", "datetime", "action")
    attributes = [f'{name}="{element.attrs[name]}"' for name in known if element.attrs.get(name)]
    return "<" + " ".join([element.name, *attributes]) + ">"


def _words(element: Element) -> str:
    return " ".join(element.to_text().split())


# Rules of the whole page ---------------------------------------------------------------------


def _ids_are_unique(elements: list[Element]) -> Iterator[str]:
    counted = Counter(each.attrs["id"] for each in elements if each.attrs.get("id"))
    yield from (f'the id "{id_}" is there {n} times' for id_, n in counted.items() if n > 1)


def _references_lead_somewhere(elements: list[Element]) -> Iterator[str]:
    ids = {each.attrs.get("id") for each in elements}
    for element in elements:
        for name in _REFERENCES:
            for id_ in (element.attrs.get(name) or "").split():
                if id_ not in ids:
                    yield f'{_shown(element)}: {name} names "{id_}", which is not there'
        target = element.attrs.get("href") or ""
        if element.name == "a" and target.startswith("#") and target[1:] not in ids:
            yield f"{_shown(element)}: leads nowhere"


def _headings_are_in_order(elements: list[Element]) -> Iterator[str]:
    levels = [int(each.name[1]) for each in elements if each.name in _HEADINGS]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} headings of the first level"
    before = 0
    for level in levels:
        if level > before + 1:
            yield f"after a heading of level {before} comes one of level {level}"
        before = level


def _there_is_one_of(elements: list[Element]) -> Iterator[str]:
    # A drawing has titles of its own.
    own = [each for each in elements if "svg" not in {parent.name for parent in _parents(each)}]
    counted = Counter(each.name for each in own)
    for name in ("main", "title"):
        if counted[name] != 1:
            yield f"there are {counted[name]} elements {name}"


# Rules of each element -----------------------------------------------------------------------


def _stands_where_it_may(element: Element) -> Iterator[str]:
    parents = [parent.name for parent in _parents(element)]
    if element.name in _BLOCKS and any(parent in _LINES for parent in parents):
        yield f"stands inside {next(parent for parent in parents if parent in _LINES)}"
    wanted = _CHILDREN.get(parents[0]) if parents else None
    if wanted is not None and element.name not in wanted:
        yield f"is a child of {parents[0]}"
    is_live = element.name in _INTERACTIVE and element.attrs.get("type") != "hidden"
    if is_live and {"a", "button"} & set(parents):
        yield "can be used, inside something that can be used"
    if element.name == "form" and "form" in parents:
        yield "is a form in a form"


def _label_is_of_one_thing(element: Element) -> Iterator[str]:
    if element.name != "label":
        return
    held = [
        each
        for each in _elements(element)
        if each.name in _LABELABLE and each.attrs.get("type") != "hidden"
    ]
    if len(held) > 1:
        yield f"is the label of {len(held)} things"
    if not held and not element.attrs.get("for"):
        yield "is the label of nothing"


def _choice_is_complete(element: Element) -> Iterator[str]:
    if element.name == "option" and not _words(element) and not element.attrs.get("label"):
        yield "says nothing"
    if element.name == "select" and "required" in element.attrs:
        options = [each for each in _elements(element) if each.name == "option"]
        if "multiple" not in element.attrs and options and options[0].attrs.get("value") != "":
            yield "must be chosen from, and its first option is no invitation to choose"


def _input_is_spelt_right(element: Element) -> Iterator[str]:
    kind = element.attrs.get("type") or "text"
    if element.name == "input" and kind not in _TEXT_TYPES:
        yield from (
            f"has {name}, which counts for text alone"
            for name in ("maxlength", "minlength", "pattern", "placeholder")
            if name in element.attrs and not (name == "placeholder" and kind == "number")
        )
    if element.name == "input" and element.attrs.get("autocomplete") == "street-address":
        yield "takes one line of an address that has several"
    if element.name == "button" and not element.attrs.get("type"):
        yield "does not say whether it sends"


def _time_is_written_right(element: Element) -> Iterator[str]:
    written = element.attrs.get("datetime")
    if element.name == "time" and (written is None or not _DATETIME.fullmatch(written)):
        yield f"no machine reads {written!r}"


def _is_not_only_for_the_eye(element: Element) -> Iterator[str]:
    if element.name == "img" and "alt" not in element.attrs:
        yield "has no words in place of the picture"
    if element.name == "iframe" and not element.attrs.get("title"):
        yield "has no title"
    if element.name == "th" and not _words(element):
        yield "heads a column or a row without a word"
    if element.name in _HEADINGS and not _words(element):
        yield "is an empty heading"


def _keeps_to_the_policy(element: Element) -> Iterator[str]:
    for name in element.attrs:
        if name.startswith("on") or name == "style":
            yield f"has {name}, which the page's policy forbids"
    is_inline = element.name == "script" and not element.attrs.get("src")
    if element.name == "style" or (is_inline and not element.attrs.get("nonce")):
        yield "is forbidden by the page's policy"


_OF_THE_PAGE: tuple[Callable[[list[Element]], Iterator[str]], ...] = (
    _ids_are_unique,
    _references_lead_somewhere,
    _headings_are_in_order,
    _there_is_one_of,
)
_OF_AN_ELEMENT: tuple[Callable[[Element], Iterator[str]], ...] = (
    _stands_where_it_may,
    _label_is_of_one_thing,
    _choice_is_complete,
    _input_is_spelt_right,
    _time_is_written_right,
    _is_not_only_for_the_eye,
    _keeps_to_the_policy,
)
