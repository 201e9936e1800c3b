"""Numbers that prove themselves: payment cards (Luhn) and international bank accounts (IBAN).

Sources: ISO/IEC 7812-1 annex B (Luhn), ISO 13616 and ISO 7064 MOD 97-10 (IBAN).
"""

from __future__ import annotations

import re

_CARD = re.compile(r"[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{1,7}|3[47]\d{2}([ -]?)\d{6}\2\d{5}")
_CARD_DIGITS = range(13, 20)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]{11,30}")
_NINE = 9


def is_card_number(text: str) -> bool:
    """Is it a card number: 13 to 19 digits of a known first digit, in the usual groups, with the right check digit?"""
    if not text.isascii() or _CARD.fullmatch(text) is None:
        return False
    digits = [int(character) for character in text if character.isdigit()]
    return len(digits) in _CARD_DIGITS and len(set(digits)) > 1 and _luhn(digits) % 10 == 0


def _luhn(digits: list[int]) -> int:
    """The sum of the digits, every second one from the right doubled, and its own digits added."""
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(digit - _NINE if digit > _NINE else digit for digit in doubled)


def is_iban(text: str) -> bool:
    """Is it an IBAN, with spaces or without, with the right check digits?"""
    if not text.isascii():
        return False
    plain = text.replace(" ", "").upper()
    if _IBAN.fullmatch(plain) is None:
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1
