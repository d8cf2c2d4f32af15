"""Find the statements that refuse somebody, and take one away."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = ("services/*/src", "libs/chassis/src", "gateway/src")
REFUSALS = frozenset(
    {
        "NotSignedIn",
        "NotPermitted",
        "NoMembership",
        "AreaNotVisible",
        "EntitlementMissing",
        "ContractEnded",
        "SecondFactorRequired",
        "SupportConsentMissing",
        "SupportSessionRunning",
        "SignInRefused",
        "SecondFactorRefused",
        "IdentityProviderRequired",
        "ProviderSignInRefused",
        "PasskeyRefused",
        "TooManyAttempts",
        "WeakPassword",
        "InvitationNotUsable",
        "LinkNotUsable",
        "InitialAddressProtected",
        "LastAdministrator",
        "RetentionProtected",
        "DocumentHeld",
        "ManagedExternally",
        "CustomerMustAgree",
        "MachineAccountRevoked",
    }
)
_NAMES = REFUSALS | {"_REFUSALS"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Guard:
    """One statement that refuses."""

    path: str
    line: int
    end: int
    column: int
    text: str
    in_function: str
    nth: int
    """Which of those that read the same in this function, counted from one."""

    @property
    def place(self) -> str:
        """Where it stands, as the record names it."""
        return f"{self.path}:{self.line}"

    @property
    def name(self) -> str:
        """How it is called whatever is written above it."""
        again = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.path} {self.in_function}: {self.text}{again}"


def guards_below(root: Path, folder: str = "") -> list[Guard]:
    """Return every guard in the sources below `root` whose path begins with `folder`."""
    paths = sorted(path for pattern in SOURCES for path in root.glob(f"{pattern}/**/*.py"))
    return [
        guard
        for path in paths
        if "testing" not in path.parts
        and (name := path.relative_to(root).as_posix()).startswith(folder)
        for guard in _guards_in(name, path.read_text(encoding="utf-8"))
    ]


def _guards_in(name: str, source: str) -> Iterator[Guard]:
    tree = ast.parse(source)
    functions = [each for each in ast.walk(tree) if isinstance(each, _FUNCTIONS)]
    refusals = [
        node for node in ast.walk(tree) if isinstance(node, ast.Raise) and _refuses(node.exc)
    ]
    seen: Counter[tuple[str, str]] = Counter()
    for node in sorted(refusals, key=lambda each: each.lineno):
        around = [each.name for each in functions if node in ast.walk(each)]
        what = (around[-1] if around else "", ast.unparse(node))
        seen[what] += 1
        yield Guard(
            path=name,
            line=node.lineno,
            end=node.end_lineno or node.lineno,
            column=node.col_offset,
            in_function=what[0],
            text=what[1],
            nth=seen[what],
        )


def _refuses(raised: ast.expr | None) -> bool:
    """Return whether it raises a refusal: by its name, one of two, or one out of a table."""
    called = raised.func if isinstance(raised, ast.Call) else raised
    names = ast.walk(called) if called else ()
    return any(isinstance(each, ast.Name) and each.id in _NAMES for each in names)


def without(guard: Guard, source: str) -> str:
    """Return the source with nothing in the guard's place, every other line where it was."""
    lines = source.splitlines(keepends=True)
    lines[guard.line - 1] = " " * guard.column + "pass\n"
    for at in range(guard.line, guard.end):
        lines[at] = "\n"
    return "".join(lines)
