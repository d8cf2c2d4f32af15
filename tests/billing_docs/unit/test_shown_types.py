"""No way in forgets which types of documents its caller is shown."""

import ast
from pathlib import Path

import pytest

import billing_docs.calls
from billing_docs.domain.document_list import narrowed, wanted_by
from billing_docs.domain.export import Requester
from billing_docs.store.list_shelves import shelves_of
from chassis.ids import new_id
from contracts.billing_docs import DocumentQuery
from contracts.exports import ExportSelection
from contracts.inbound import DOCUMENT_TYPES

CALLS = Path(billing_docs.calls.__file__).parent


def ways_that_forget(source: str) -> list[str]:
    """Return the functions that let a reader in, and open a transaction that shows him all."""
    forgetting = []
    for each in ast.walk(ast.parse(source)):
        if not isinstance(each, ast.FunctionDef):
            continue
        called = {
            node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            for node in ast.walk(each)
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute))
        }
        if {"readable_organisation", "transaction"} <= called:
            forgetting.append(each.name)
    return forgetting


@pytest.mark.req("B3")
def test_every_reader_is_shown_only_his_types() -> None:
    found = {path.name: ways_that_forget(path.read_text()) for path in CALLS.glob("*.py")}

    assert not {name: ways for name, ways in found.items() if ways}


def test_a_way_in_that_forgets_is_found() -> None:
    source = """
def get_document(self, caller, document_id):
    organisation = readable_organisation(caller, None)
    with self.database.transaction(organisation_id=organisation) as session:
        return session
"""

    assert ways_that_forget(source) == ["get_document"]


@pytest.mark.parametrize(
    ("asked", "shown", "expected"),
    [
        (None, None, None),
        (("reminder",), None, ("reminder",)),
        (None, ("invoice", "letter"), ("invoice", "letter")),
        (("reminder", "letter"), ("letter",), ("letter",)),
        (("reminder",), ("invoice",), ()),
        (None, (), ()),
        (None, ("invoice", "of_a_later_version"), ("invoice",)),
    ],
)
def test_what_is_asked_for_is_narrowed_to_what_is_shown(
    asked: tuple[str, ...] | None, shown: tuple[str, ...] | None, expected: tuple[str, ...] | None
) -> None:
    types = None if asked is None else tuple(each for each in DOCUMENT_TYPES if each in asked)

    assert narrowed(types, shown) == expected


def test_one_type_of_several_shown_is_found_along_its_own_index() -> None:
    query = DocumentQuery(document_type="letter")

    wanted = wanted_by(query, new_id(), None, ("invoice", "letter"))

    assert wanted.types == ("letter",)


def test_what_is_shown_is_walked_type_by_type_and_never_what_is_hidden() -> None:
    query = DocumentQuery(sort="-received_at")

    hidden = shelves_of(wanted_by(query, new_id(), None, ("letter", "reminder")))
    in_post = shelves_of(wanted_by(DocumentQuery(folder="post"), new_id(), None, ("letter",)))
    open_to_all = shelves_of(wanted_by(query, new_id(), None))

    assert (len(hidden), len(in_post), len(open_to_all)) == (4, 1, 0)


@pytest.mark.parametrize(
    ("selected", "shown", "expected"),
    [
        ((), None, "his"),
        ((), ("invoice",), "not his"),
        (("invoice",), ("invoice",), "his"),
        (("invoice", "reminder"), ("invoice",), "not his"),
    ],
)
def test_an_export_of_what_one_is_not_shown_any_more_is_not_ones_own(
    selected: tuple[str, ...], shown: tuple[str, ...] | None, expected: str
) -> None:
    types = tuple(each for each in DOCUMENT_TYPES if each in selected)
    requester = Requester(
        organisation_id=new_id(),
        person_id=new_id(),
        actor="person:x",
        language="de",
        notify_email=None,
        shown_types=shown,
    )

    answer = "his" if requester.may_have(ExportSelection(document_types=types)) else "not his"

    assert answer == expected
