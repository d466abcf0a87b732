"""Whether somebody in a file is somebody we know."""
from collections import defaultdict
from dataclasses import dataclass

from .importing import plain, same_name


@dataclass(frozen=True)
class Known:
    """What we know of a partner. ``town``: whatever tells two of one name apart (a company, for its contacts)."""

    id: int
    name: str
    town: str = ""
    email: str = ""
    siret: str = ""


@dataclass(frozen=True)
class Match:
    """``sure`` ones are taken unless told otherwise; the others are for a person to decide."""

    id: int
    reason: str  # siret, email, email_other_name, name_town, name
    sure: bool


class Directory:
    """Known people or companies, asked by what a line says of them."""

    def __init__(self, known):
        self.by_siret, self.by_email, self.by_name = {}, defaultdict(list), defaultdict(list)
        for one in sorted(known, key=lambda one: one.id):
            if one.siret:
                self.by_siret.setdefault(one.siret, one)
            if one.email:
                self.by_email[one.email].append(one)
            self.by_name[same_name(one.name)].append(one)

    def company(self, name, siret="", town="", email=""):
        """By SIRET, then e-mail and name, then name and town. Another SIRET is another establishment."""
        if siret and siret in self.by_siret:
            return Match(self.by_siret[siret].id, "siret", True)
        namesakes = self.namesakes(name, siret)
        for one in namesakes:
            if email and one.email == email:
                return Match(one.id, "email", True)
        return self._by_town(namesakes, town)

    def namesakes(self, name, siret=""):
        """Those of this name whose SIRET, if any, is not another one."""
        return [one for one in self.by_name.get(same_name(name), ()) if not (siret and one.siret)]

    def person(self, name, email="", town=""):
        """By e-mail, which two people may share, then name and town."""
        holders = self.by_email.get(email, ()) if email else ()
        for one in holders:
            if same_name(one.name) == same_name(name):
                return Match(one.id, "email", True)
        namesakes = [one for one in self.namesakes(name) if not (email and one.email)]
        return self._by_town(namesakes, town) or (Match(holders[0].id, "email_other_name", False) if holders else None)

    def _by_town(self, namesakes, town):
        """The one of the same town, or whose town is not told."""
        for one in namesakes:
            if town and plain(one.town) == plain(town):
                return Match(one.id, "name_town", False)
        for one in namesakes:
            if not (town and one.town):
                return Match(one.id, "name", False)
        return None
