"""One installation: its folder, its secrets and its embedded database. Knows neither Django nor the rooms."""

from khuevan_home.folder import Home
from khuevan_home.trouble import Trouble

__all__ = ["Home", "Trouble"]
