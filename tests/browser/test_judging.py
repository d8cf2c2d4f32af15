"""What judges the pages finds what is wrong with them: each rule with the break that it is for."""

import pytest

from tests.browser.markup import faults_in
from tests.browser.traces import CallSpan, depth

SOUND = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Post</title></head>'
    "<body><main><h1>Post</h1>{}</main></body></html>"
)


def test_a_sound_page_has_no_faults() -> None:
    page = SOUND.format(
        '<h2 id="b">Belege</h2><ul><li><a href="#b">Rechnung</a></li></ul>'
        '<form><label>Art<select name="a" required><option value="">Bitte wählen</option>'
        '<option value="i">Rechnung</option></select></label><button type="submit">Los</button>'
        '</form><time datetime="2026-11-26T09:37:57+00:00">heute</time>'
    )

    assert faults_in(page, "de") == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("<p>eins<div>zwei</div></p>", "unexpected-end-tag"),
        ('<p id="a">eins</p><p id="a">zwei</p>', 'the id "a" is there 2 times'),
        ('<label for="nichts">Name</label>', 'for names "nichts", which is not there'),
        ('<a href="#nichts">dorthin</a>', "leads nowhere"),
        ("<h3>Zu tief</h3>", "after a heading of level 1 comes one of level 3"),
        ("<h1>Noch eine</h1>", "there are 2 headings of the first level"),
        ("<main></main>", "there are 2 elements main"),
        ("<span><ul><li>eins</li></ul></span>", "stands inside span"),
        ("<ul><p>eins</p></ul>", "is a child of ul"),
        ('<a href="/"><button type="button">Los</button></a>', "inside something that can be used"),
        ('<label>A<input name="a"><input name="b"></label>', "is the label of 2 things"),
        ("<label>Name</label>", "is the label of nothing"),
        ('<select name="a"><option value=""></option></select>', "says nothing"),
        ('<select name="a" required><option value="x">X</option></select>', "no invitation"),
        ('<input type="date" maxlength="9">', "has maxlength, which counts for text alone"),
        ("<button>Los</button>", "does not say whether it sends"),
        ('<time datetime="2026-11-26T09:37:57.123456+00:00">da</time>', "no machine reads"),
        ('<img src="/static/icon.svg">', "has no words in place of the picture"),
        ('<iframe src="/x"></iframe>', "has no title"),
        ("<table><tr><th></th></tr></table>", "heads a column or a row without a word"),
        ('<p style="color: red">rot</p>', "has style, which the page's policy forbids"),
        ("<script>alert(1)</script>", "is forbidden by the page's policy"),
    ],
)
def test_what_is_wrong_with_a_page_is_said(broken: str, fault: str) -> None:
    faults = faults_in(SOUND.format(broken), "de")

    assert any(fault in each for each in faults), faults


def test_a_page_in_the_other_language_is_no_page_in_this_one() -> None:
    assert faults_in(SOUND.format(""), "en") == ["the page does not say that it is in 'en'"]


def test_calls_at_the_same_time_are_one_step_and_calls_in_turn_are_several() -> None:
    def call(began_ns: int, ended_ns: int) -> CallSpan:
        return CallSpan(name="post", began_ns=began_ns, ended_ns=ended_ns)

    assert depth([]) == 0
    assert depth([call(1, 5), call(1, 9), call(2, 4)]) == 1
    assert depth([call(1, 5), call(1, 9), call(5, 7)]) == 2
    assert depth([call(1, 9), call(2, 3), call(4, 5), call(6, 8)]) == 3
