"""Names of files as strangers give them, made harmless and still recognised (CWE-22, CWE-451)."""

import re
import unicodedata

LONGEST_NAME = 120
_UNNAMED = "unnamed"
# What separates folders, or means something to some file system (Microsoft, "Naming Files").
_UNUSABLE = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_ENDING = re.compile(r"\.[0-9A-Za-z]{1,8}$")
# Controls, and what turns the direction of writing around so that `exe` reads as `fdp`.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_file_name(given: str, endings: tuple[str, ...]) -> str:
    """Return the last part of a file's name, with one of the endings that fit its content.

    A name with another ending keeps it and gets the first of `endings` behind it, so that nothing
    is started that says it is something else. The name is never empty, has at most `LONGEST_NAME`
    characters and no path, controls or invisible characters.
    """
    name = given.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(
        letter
        for letter in unicodedata.normalize("NFC", name)
        if unicodedata.category(letter) not in _INVISIBLE
    )
    name = " ".join(_UNUSABLE.sub("_", name).split()).strip(". ") or _UNNAMED
    if _RESERVED.match(name):
        name = f"_{name}"
    found = _ENDING.search(name)
    ending = found.group() if found else ""
    if ending.lower() not in endings:
        ending = f"{ending}{endings[0]}"
        name = f"{name}{endings[0]}"
    stem = name[: len(name) - len(ending)]
    return stem[: LONGEST_NAME - len(ending)].rstrip(". ") + ending if stem else name
