"""The small demo company: loaded at the first start, topped up by newer versions."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kontor_local.places import write_private

if TYPE_CHECKING:
    from kontor_local.product import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Somebody who may sign in to the demo portal."""

    who: str
    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """What a product has of the demo: as of which edition, since when, and who may sign in."""

    edition: str
    loaded_on: date
    sign_ins: list[SignIn]


def demo_sign_ins(product: Product, report: Callable[[str], None]) -> list[SignIn]:
    """Return the demo company's sign-ins, loading what this product does not have of it yet.

    The company comes from `kontor_demo.load(product=…, report=…, today=…, is_top_up=…)`, which
    returns `SignIn`s and is safe to repeat: a load that was interrupted is done again at the next
    start, and one by an older version is topped up, as of the day on which it was made. What cannot
    be added to a company in which somebody has changed things since is told, and left out.
    """
    known = _remembered(product)
    if importlib.util.find_spec("kontor_demo") is None:
        return known.sign_ins if known else []
    edition = _edition()
    if known is not None and known.edition == edition:
        return known.sign_ins
    report("loading the demo company" if known is None else "adding to the demo what is new in it")
    day = datetime.now(UTC).date() if known is None else known.loaded_on
    demo = importlib.import_module("kontor_demo")
    sign_ins = list(
        demo.load(product=product, report=report, today=day, is_top_up=known is not None)
    )
    _remember(product, _Loaded(edition=edition, loaded_on=day, sign_ins=sign_ins))
    return sign_ins


def _edition() -> str:
    """Return a digest of the demo's own text: whatever is changed in it is another edition."""
    folder = Path(importlib.import_module("kontor_demo").__file__ or "").parent
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _remembered(product: Product) -> _Loaded | None:
    file = _file(product)
    if not file.exists():
        return None
    content = json.loads(file.read_text())
    if isinstance(content, list):
        # As it was written before there were editions: the sign-ins alone.
        written_on = datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
        content = {"edition": "", "loaded_on": written_on.isoformat(), "sign_ins": content}
    return _Loaded(
        edition=content["edition"],
        loaded_on=date.fromisoformat(content["loaded_on"]),
        sign_ins=[SignIn(**entry) for entry in content["sign_ins"]],
    )


def _remember(product: Product, loaded: _Loaded) -> None:
    content = asdict(loaded) | {"loaded_on": loaded.loaded_on.isoformat()}
    write_private(_file(product), json.dumps(content))


def _file(product: Product) -> Path:
    return product.home / "demo.json"
