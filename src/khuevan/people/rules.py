"""What may be asked to be corrected."""

from __future__ import annotations

from khuevan_kernel.law import Refusal, msgid

FIELDS = ("name", "birth_date", "sex", "ethnicity", "nationality", "identifier", "guardian", "unit", "other")


class NothingToCorrect(Refusal):
    """The request names no field that a record has, or does not say what it should be."""

    code = "people.nothing-to-correct"
    says = msgid("Yêu cầu chưa nói rõ điều gì sai, hoặc đúng ra là gì.")
    remedy = msgid("Chọn điều chưa đúng và ghi điều đúng.")


def require_a_correction(field: str, should_be: str) -> None:
    """Refuses with ``NothingToCorrect`` what an office could not act on."""
    if field not in FIELDS or not should_be.strip():
        raise NothingToCorrect(field=field if field in FIELDS else "")


def masked(value: str) -> str:
    """A number of which the last three signs are left, to recognise but not to use it.

    >>> masked("001301000001"), masked("12")
    ('•••••••••001', '••')
    """
    return "•" * (len(value) - 3) + value[-3:] if len(value) > 5 else "•" * len(value)
