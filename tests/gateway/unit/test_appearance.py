"""Light or dark as the reader chose, in the vendor's colour and with his name."""

import re
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from gateway.edge.appearance import READABLE, Brand, colour_of, contrast
from gateway.edge.static import FOLDER
from gateway.settings import Settings, load
from process.settings import SettingsError
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app

DARK_GROUND = "#1a2328"
NEEDED = {
    "KONTOR_ENV": "test",
    "KONTOR_PUBLIC_URL": "http://localhost:8080",
    "KONTOR_AMQP_URL": "amqp://127.0.0.1",
    "KONTOR_S3_URL": "http://127.0.0.1:1",
    "KONTOR_S3_ACCESS_KEY": "a",
    "KONTOR_S3_SECRET_KEY": "b",
    "KONTOR_UPLOADS_BUCKET": "uploads",
}


def plain(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def root_of(response: httpx.Response) -> dict[str, str]:
    page = BeautifulSoup(response.text, "html.parser")
    assert page.html is not None
    scheme = page.select_one('meta[name="color-scheme"]')
    assert scheme is not None
    return {"theme": str(page.html.get("data-theme", "")), "scheme": str(scheme["content"])}


@pytest.mark.asyncio
async def test_a_chosen_theme_is_kept_and_can_be_given_up(anonymous: httpx.AsyncClient) -> None:
    plainly = await anonymous.get("/sign-in")
    chosen = await anonymous.get("/sign-in?theme=dark")
    later = await anonymous.get("/sign-in")
    given_up = await anonymous.get("/sign-in?theme=system")

    assert root_of(plainly) == {"theme": "", "scheme": "light dark"}
    assert chosen.headers["set-cookie"].startswith("kontor_theme=dark; Max-Age=31536000; Path=/;")
    assert root_of(chosen) == root_of(later) == {"theme": "dark", "scheme": "dark"}
    assert root_of(given_up)["theme"] == ""


@pytest.mark.asyncio
@pytest.mark.parametrize("unknown", ["", "blue", '"><script>', "dark "])
async def test_an_unknown_theme_is_none(anonymous: httpx.AsyncClient, unknown: str) -> None:
    response = await anonymous.get("/sign-in", params={"theme": unknown})

    assert root_of(response)["theme"] == ""
    assert "kontor_theme" not in response.headers.get("set-cookie", "")


@pytest.mark.parametrize("colour", ["#1f5a70", "#000000", "#7a0019", "#0b6e2e", "#4b2aa8"])
def test_a_vendors_colour_can_be_read_in_both_themes(colour: str) -> None:
    values = dict(
        part.strip().removeprefix("--kontor-brand-").split(": ")
        for part in Brand(colour=colour).sheet.removeprefix(":root {").split(";")[:-1]
    )

    assert values["light"] == colour
    for on_white in ("light", "light-hover", "dark-ground"):
        assert contrast(plain(values[on_white]), (255, 255, 255)) >= READABLE
    for on_dark in ("dark", "dark-hover"):
        assert contrast(plain(values[on_dark]), plain(DARK_GROUND)) >= READABLE


@pytest.mark.parametrize("colour", ["#ffcc00", "#1f5a7", "red", "1f5a70", "#1f5a70; }", ""])
def test_a_colour_that_cannot_be_read_is_none(colour: str) -> None:
    with pytest.raises(ValueError, match=r"colour|light"):
        colour_of(colour)


def test_a_wrong_brand_is_named_when_the_gateway_starts(tmp_path: Path) -> None:
    large = tmp_path / "logo.png"
    large.write_bytes(b"x" * (100 * 1024 + 1))

    for name, value in (
        ("KONTOR_BRAND_COLOUR", "#ffff00"),
        ("KONTOR_BRAND_LOGO", str(large)),
        ("KONTOR_BRAND_LOGO", str(tmp_path / "none.svg")),
        ("KONTOR_BRAND_LOGO", str(tmp_path / "logo.gif")),
    ):
        with pytest.raises(SettingsError, match=name):
            load({**NEEDED, name: value})


@pytest.mark.asyncio
async def test_pages_bear_the_vendors_name_colour_and_logo(
    services: ScriptedServices, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    app = scripted_app(
        services, brand_name="Muster <GmbH>", brand_colour="#7a0019", brand_logo=str(logo)
    )

    async with client_of(app) as client:
        shown = await client.get("/sign-in")
        sheet = await client.get("/brand.css")
        picture = await client.get("/brand-logo")

    assert "Muster &lt;GmbH&gt;" in shown.text
    assert "Kontor" not in BeautifulSoup(shown.text, "html.parser").get_text()
    assert "--kontor-brand-light: #7a0019;" in sheet.text
    assert sheet.headers["content-type"].startswith("text/css")
    assert picture.headers["content-type"] == "image/svg+xml"
    # What an SVG might do by itself, were it opened alone, the entrance forbids.
    assert "default-src 'none'" in picture.headers["content-security-policy"]


@pytest.mark.asyncio
async def test_without_a_brand_pages_ask_for_none(anonymous: httpx.AsyncClient) -> None:
    shown = await anonymous.get("/sign-in")
    picture = await anonymous.get("/brand-logo")

    assert "brand.css" not in shown.text
    assert picture.status_code == 404


def test_the_vendors_settings_may_be_left_out() -> None:
    settings = load(NEEDED)

    assert isinstance(settings, Settings)
    assert (settings.brand_name, settings.brand_colour, settings.brand_logo) == ("", "", "")


def test_the_dark_theme_is_the_same_whether_chosen_or_the_systems() -> None:
    style = (FOLDER / "portal.css").read_text("utf-8")

    chosen = re.search(r'\n\[data-theme="dark"\] \{(.*?)\n\}', style, re.DOTALL)
    of_the_system = re.search(r"\n  :root:not\(\[data-theme\]\) \{(.*?)\n  \}", style, re.DOTALL)

    assert chosen is not None
    assert of_the_system is not None
    assert chosen[1].split() == of_the_system[1].split()
