"""Rules that hold over every template and style sheet of the project."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLES = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))

FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "htmx script": re.compile(r"hx-on|hx-vals=['\"]js:|hx-boost"),
    "unescaped": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "javascript link": re.compile(r"javascript:", re.IGNORECASE),
    "foreign host": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE),
}


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_keep_the_content_security_policy(path):
    text = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_included_component_exists(path):
    for included in re.findall(r"\{%\s*(?:include|extends)\s+\"([^\"]+)\"", path.read_text()):
        get_template(included)


def test_the_style_sheets_stay_within_their_budget():
    lines = sum(len(path.read_text().splitlines()) for path in STYLES)
    assert lines < 2500


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_only_tokens_name_colours(path):
    if path.name == "tokens.css":
        return
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    loose = re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])", text)
    assert loose == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style_sheets_fetch_nothing_foreign(path):
    assert re.findall(r"url\(\s*[\"']?(?:https?:|//|data:)", path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_evaluate_nothing(path):
    assert re.findall(r"\beval\(|new Function\(|document\.write|https?://(?!www\.w3\.org)", path.read_text()) == []


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=name)
def test_every_static_file_of_ours_is_used(path):
    everything = "".join(p.read_text() for p in [*TEMPLATES, *SCRIPTS])
    assert path.name in everything


def test_what_is_not_ours_has_its_licence():
    static = settings.BASE_DIR / "static"
    assert (static / "fonts" / "LICENSE-Inter-OFL.txt").is_file()
    assert (static / "vendor" / "htmx" / "LICENSE").is_file()


def test_the_page_weighs_little():
    files = [*STYLES, *SCRIPTS, *(settings.BASE_DIR / "static").glob("fonts/*.woff2")]
    files += (settings.BASE_DIR / "static" / "vendor").rglob("*.js")
    assert sum(path.stat().st_size for path in files) < 200_000  # uncompressed; 150 kB is the goal over the wire
