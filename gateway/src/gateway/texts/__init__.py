"""Every sentence that a person reads, in German and in English: `de.toml` and `en.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gateway.edge.language import Language


class Texts:
    """The sentences of one language by their dotted key."""

    def __init__(self, language: Language, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence with `values` in its places; an unknown key is a bug."""
        return self._sentences[key].format(**values)

    def word(self, table: str, code: str) -> str:
        """Return the words for a code; a code that has none yet stands for itself."""
        return self._sentences.get(f"{table}.{code}", code)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of this key."""
        return key in self._sentences

    def keys(self) -> frozenset[str]:
        """Return every key."""
        return frozenset(self._sentences)


@cache
def texts_in(language: Language) -> Texts:
    """Return the sentences in `language`."""
    content = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Texts(language, dict(_flat("", tomllib.loads(content))))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", str(value)
