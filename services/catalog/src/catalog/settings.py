"""What catalog needs to know to run."""

from dataclasses import dataclass
from pathlib import Path

from catalog.domain.coverage import GRACE_DAYS
from chassis.settings import ServiceSettings
from process.settings import setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """The chassis' settings and catalog's own."""

    grace_days: int = setting(
        "KONTOR_GRACE_DAYS",
        "days for which the portal stays open after the end of the last contract",
        default=GRACE_DAYS,
    )
    holiday_state: str = setting(
        "KONTOR_HOLIDAY_STATE",
        "German state whose public holidays count, such as NW or BY (ISO 3166-2:DE)",
        default="NW",
    )
    vendor_files_bucket: str = setting(
        "KONTOR_VENDOR_FILES_BUCKET",
        "bucket for licence files and material for partners, without locks; the gateway reads and"
        " writes it",
        default="kontor-vendor-files",
    )
    sealing_keys: Path | None = setting(
        "KONTOR_SEALING_KEYS",
        "file with the keys (JWK Set) that encrypt FTP passwords; without it there are no accesses",
        default=None,
    )
