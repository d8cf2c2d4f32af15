"""Settings that lie in files: `KONTOR_AMQP_URL_FILE` names the file that holds `KONTOR_AMQP_URL`.

What an engine mounts as a secret is then in no environment, where whoever may look at a process or
a container reads it.
"""

from collections.abc import Mapping
from pathlib import Path

_PREFIX = "KONTOR_"
_SUFFIX = "_FILE"
# What may be a secret; KONTOR_CLOCK_FILE, say, is a file itself.
_ENDINGS = ("_URL", "_KEY", "_SECRET", "_TOKEN")
# An operator's KONTOR_DATABASE_URL_IDENTITY.
_ONE_EACH = "_URL_"


def with_secret_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the content of each file that it names for a secret.

    What is set itself goes before its file. A line's end at the end of a file is no part of it.

    Raises:
        OSError: a file cannot be read; it says which.
    """
    found = dict(environment)
    for variable, file in environment.items():
        name = variable.removesuffix(_SUFFIX)
        is_secret = name.startswith(_PREFIX) and (name.endswith(_ENDINGS) or _ONE_EACH in name)
        if name != variable and is_secret and file and not environment.get(name):
            found[name] = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    return found
