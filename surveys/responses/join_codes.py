"""The code that a class types: eight characters that nobody mistakes for others."""

import secrets

# No 0 and O, no 1, I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
LINK_KEY_LENGTH = 22
_LINK_KEY_BYTES = 16


def draw_code() -> str:
    """Return a new code to type: 39.6 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def draw_link_key() -> str:
    """Return a new key for the link behind the square code: 128 random bits."""
    return secrets.token_urlsafe(_LINK_KEY_BYTES)


def tidy_code(typed: str) -> str:
    """Return what was typed without the spaces and dashes that people put in, in capital letters."""
    return "".join(character for character in typed.upper() if character.isascii() and character.isalnum())


def spell_code(code: str) -> str:
    """Write a code in two halves, as it is read aloud."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def is_code(key: str) -> bool:
    """Tell whether a key could be a code to type."""
    return len(key) == LENGTH and set(key) <= set(ALPHABET)


def is_link_key(key: str) -> bool:
    """Tell whether a key could be that of a link."""
    return len(key) == LINK_KEY_LENGTH
