"""Pages drawn once: only the token differs."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest

from surveys.responses.pages import TOKEN_PLACE, FormPage, PageCache, draw_token

HTML = f"<p>Vprašanje</p>{'<i>x</i>' * 500}<input value='{TOKEN_PLACE}'><p>Konec</p>"


def test_a_page_carries_its_token_and_is_otherwise_as_it_was_drawn() -> None:
    assert FormPage(HTML).plain("abc").decode() == HTML.replace(TOKEN_PLACE, "abc")


def test_compressed_page_is_the_same_page_for_every_pupil() -> None:
    page = FormPage(HTML)
    tokens = [draw_token() for _ in range(200)]

    with ThreadPoolExecutor(8) as pool:
        compressed = list(pool.map(page.compressed, tokens))

    for token, sent in zip(tokens, compressed, strict=True):
        assert gzip.decompress(sent) == page.plain(token)
    assert len(compressed[0]) < len(HTML) / 4


@pytest.mark.parametrize("html", ["no place", f"{TOKEN_PLACE} and {TOKEN_PLACE}"])
def test_a_page_has_exactly_one_place_for_a_token(html: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        FormPage(html)


def test_tokens_differ_and_have_128_bits() -> None:
    tokens = {draw_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {22}


def test_a_page_is_drawn_once_and_anew_after_a_while() -> None:
    cache, drawn = PageCache[FormPage](seconds=60), []

    def draw() -> FormPage:
        drawn.append(HTML)
        return FormPage(HTML)

    for at in (0, 30, 59.9):
        cache.page(("version", "sl"), at, draw)
    assert len(drawn) == 1
    cache.page(("version", "it"), 59.9, draw)
    cache.page(("version", "sl"), 60, draw)
    assert len(drawn) == 3
