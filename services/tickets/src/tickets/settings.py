"""What tickets needs to know to run."""

from dataclasses import dataclass

from chassis.settings import ServiceSettings, setting


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings(ServiceSettings):
    """The chassis' settings and those of the vendor's desk."""

    contact_phone: str = setting(
        "KONTOR_CONTACT_PHONE", "telephone number that customers call", default=""
    )
    contact_email: str = setting(
        "KONTOR_CONTACT_EMAIL", "mail address that customers write to", default=""
    )
    holiday_state: str = setting(
        "KONTOR_HOLIDAY_STATE",
        "German state whose public holidays count, such as NW or BY (ISO 3166-2:DE)",
        default="NW",
    )
    desk_opens: str = setting(
        "KONTOR_DESK_OPENS", "when work begins, Monday to Friday, in Berlin", default="08:00"
    )
    desk_closes: str = setting(
        "KONTOR_DESK_CLOSES", "when work ends, Monday to Friday, in Berlin", default="17:00"
    )
