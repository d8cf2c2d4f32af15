"""The sentences: the same in number and in their places in both languages, and all there."""

import re
from pathlib import Path
from string import Formatter

import gateway
from billing_docs.domain.faults import FaultCode
from contracts.inbound import DocumentType
from contracts.principal import AREAS, Role
from gateway.texts import Texts, texts_in

GERMAN, ENGLISH = texts_in("de"), texts_in("en")


def places(texts: Texts, key: str) -> set[str]:
    sentence = texts._sentences[key]  # noqa: SLF001  (the raw sentence has no other reader)
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences() -> None:
    assert GERMAN.keys() == ENGLISH.keys()


def test_each_sentence_has_the_same_places_in_both_languages() -> None:
    different = {key for key in GERMAN.keys() if places(GERMAN, key) != places(ENGLISH, key)}  # noqa: SIM118  (Texts is no mapping)

    assert different == set()


def test_every_sentence_that_a_template_names_is_there() -> None:
    templates = (Path(gateway.__file__).parent / "templates").glob("*.html")
    named = {
        key
        for template in templates
        for key in re.findall(r'\bt\("([a-z_.]+)"[,)]', template.read_text())
    }

    assert len(named) > 40
    assert named - GERMAN.keys() == set()


def test_every_role_area_and_type_of_document_has_its_word() -> None:
    roles = {f"roles.{role}" for role in Role.__args__}  # type: ignore[attr-defined]  # a Literal's values
    areas = {f"areas.{area}" for area in AREAS}
    types = {f"document_types.{kind}" for kind in DocumentType.__args__}  # type: ignore[attr-defined]  # a Literal's values

    assert (roles | areas | types) - GERMAN.keys() == set()


def test_a_sentence_takes_its_values() -> None:
    text = GERMAN("problems.too_many_attempts.detail", retry_after_seconds=9)

    assert text == "Bitte versuchen Sie es in 9 Sekunden noch einmal."


def test_every_fault_of_a_document_has_words_for_its_reader() -> None:
    assert {f"faults.{code}" for code in FaultCode} - GERMAN.keys() == set()
