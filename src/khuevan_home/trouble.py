"""What is wrong with an installation, said so that somebody can mend it."""

from __future__ import annotations


class Trouble(Exception):
    """An installation cannot go on. Says what is the case and what to do, in both languages.

    ``vi`` and ``en`` are whole sentences; they name the place, the rule and the remedy.
    """

    def __init__(self, *, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")
        self.vi = vi
        self.en = en
