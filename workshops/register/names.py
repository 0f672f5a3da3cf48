"""Names as people type them: without accents, in small letters."""

import unicodedata

# Letters that Unicode does not take apart into a letter and an accent.
_WHOLE_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o"})


def fold(text: str) -> str:
    """Return a text in plain small letters with single spaces: Škofja Loka is skofja loka."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(bare.translate(_WHOLE_LETTERS).split())
