"""Compile the frame and the pieces of mails from MJML: `python -m tools.mail_frame [--check]`.

Services know nothing of MJML: they fill in what is committed. With `--check` nothing is written,
and the exit code says whether that is current.
"""

import re
import sys
from pathlib import Path

from mjml import mjml2html

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "services/notifications/mail_frame"
TEMPLATES = ROOT / "services/notifications/src/notifications/templates"
_NOTE = "{#- Made of mail_frame/%s by `make mail-frame`; do not edit. -#}\n"
_BLOCK = re.compile(r"{% block (\w+) %}{% endblock %}")
_PART = re.compile(r"<!-- part: (?P<macro>\w+\([\w, ]+\)) -->(?P<rows>.*?)<!-- end -->", re.DOTALL)
_MACRO = "{%% macro %s -%%}\n%s\n{%%- endmacro %%}\n"
_TABLE = (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
    "<tbody>{rows}</tbody></table>"
)


def compiled() -> dict[Path, str]:
    """Return what belongs into each compiled template."""
    return {TEMPLATES / "layout.html": _layout(), TEMPLATES / "parts.html": _parts()}


def stale() -> list[Path]:
    """Return the templates that are not what their sources say."""
    return [file for file, text in compiled().items() if file.read_text(encoding="utf-8") != text]


def _layout() -> str:
    named: set[str] = set()

    def once(block: re.Match[str]) -> str:
        # The title also names the mail for screen readers; Jinja defines a block once.
        name = block[1]
        if name in named:
            return f"{{{{ self.{name}() }}}}"
        named.add(name)
        return block[0]

    return _NOTE % "layout.mjml" + _lines(_BLOCK.sub(once, _html("layout.mjml")))


def _parts() -> str:
    macros = [
        _MACRO % (part["macro"], _lines(_TABLE.format(rows=part["rows"])).strip())
        for part in _PART.finditer(_html("parts.mjml"))
    ]
    fact = (SOURCES / "fact.html").read_text(encoding="utf-8")
    return _NOTE % "parts.mjml" + "\n" + "\n".join([*macros, fact])


def _html(name: str) -> str:
    source = (SOURCES / name).read_text(encoding="utf-8")
    html: str = mjml2html(source, disable_comments=False)
    return html


def _lines(html: str) -> str:
    """Return HTML with a line for each row of a table, so that a change can be read."""
    return re.sub(r"(</tr>|</style>|<body|</head>|<!\[endif\]-->)(?=<)", r"\1\n", html) + "\n"


def main() -> int:
    """Write the templates, or say which are not current."""
    if "--check" in sys.argv[1:]:
        for file in stale():
            sys.stdout.write(f"{file.relative_to(ROOT)} is not current: make mail-frame\n")
        return int(bool(stale()))
    for file, text in compiled().items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
