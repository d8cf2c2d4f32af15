"""The backup script, and the addresses at which it reaches the databases of a test."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from sqlalchemy import make_url

from kontor_local.databases import DatabaseUrls
from kontor_local.postgres import binaries
from kontor_local.servers import Servers

SCRIPT = Path(__file__).parents[1] / "deploy/backup/kontor_backup.py"


def load_script() -> ModuleType:
    """Return the script as a module: it lies beside no package."""
    specification = importlib.util.spec_from_file_location("kontor_backup", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


def backup_settings(servers: Servers, databases: Mapping[str, DatabaseUrls]) -> dict[str, str]:
    """Return what the script reads: each database as the superuser reaches it, and the tools."""
    administrator = make_url(servers.postgres_url).set(drivername="postgresql")
    return {"KONTOR_POSTGRES_TOOLS": str(binaries())} | {
        f"KONTOR_BACKUP_URL_{service.upper()}": administrator.set(
            database=make_url(urls.application_url).database
        ).render_as_string(hide_password=False)
        for service, urls in databases.items()
    }
