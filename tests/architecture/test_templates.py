"""What every template must keep to, read from its source."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["']\s*(?:https?:)?//""", re.IGNORECASE)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|<style", re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_loads_nothing_from_elsewhere_and_nothing_inline(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not ELSEWHERE.search(source)
    assert not INLINE.search(source)
    assert "|safe" not in source.replace(" ", "")


def test_style_sheets_and_scripts_load_nothing_from_elsewhere() -> None:
    for file in [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]:
        source = file.read_text(encoding="utf-8")
        assert "@import" not in source, file
        assert not re.search(r"https?://(?!www\.w3\.org)", source), file
        assert "innerHTML" not in source, file
        assert "eval(" not in source, file
