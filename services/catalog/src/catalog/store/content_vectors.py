"""How texts are found in the database: by stems, by beginnings, by the tails of compounds."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.types import String

from catalog.domain.content_search import TAIL_MARK, Wanted, folded_words, tails_of
from chassis.database import Askable
from contracts.events import Language

_CONFIGURATIONS: dict[Language, str] = {"de": "german", "en": "english"}
_SIMPLE = "simple"


def found_by(language: Language, title: str, text: str) -> ColumnElement[object]:
    """Return everything by which a text is found; what stands in the title weighs most."""
    configuration = _CONFIGURATIONS[language]
    title_words, text_words = folded_words(title), folded_words(text)
    parts = [
        func.setweight(func.to_tsvector(configuration, title), "A"),
        func.setweight(func.to_tsvector(_SIMPLE, " ".join(title_words)), "A"),
        func.setweight(func.to_tsvector(configuration, text), "B"),
        func.setweight(func.to_tsvector(_SIMPLE, " ".join(text_words)), "C"),
    ]
    if language == "de":
        tails = list(tails_of((*title_words, *text_words)))
        parts.append(func.array_to_tsvector(cast(tails, ARRAY(String))))
    vector: ColumnElement[object] = parts[0]
    for part in parts[1:]:
        vector = vector.op("||")(part)
    return vector


def question(word: Wanted, language: Language) -> ColumnElement[object]:
    """Return a word as the database looks for it; it is made of letters and digits alone."""
    rest = ":*" if word.may_be_beginning else ""
    question = func.to_tsquery(_CONFIGURATIONS[language], word.typed + rest).op("||")(
        func.to_tsquery(_SIMPLE, word.folded + rest)
    )
    if language == "de" and word.may_be_tail:
        question = question.op("||")(cast(f"'{TAIL_MARK}{word.folded}':*", TSQUERY))
    return question


def telling_words(session: Askable, words: Sequence[Wanted], language: Language) -> list[Wanted]:
    """Return the words that are more than the language's fillers."""
    if not words:
        return []
    configuration = _CONFIGURATIONS[language]
    lengths = session.execute(
        select(*(func.numnode(func.to_tsquery(configuration, word.typed)) for word in words))
    ).one()
    return [word for word, length in zip(words, lengths, strict=True) if length]
