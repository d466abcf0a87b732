"""French typography for statutory documents and pages (statutory wordings are not translated)."""
from decimal import Decimal

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
          "novembre", "décembre")
NBSP = "\N{NO-BREAK SPACE}"


def clock(moment):
    """'9 h 05', with no-break spaces."""
    return f"{moment.hour}{NBSP}h{NBSP}{moment:%M}"


def day(moment, weekday=True, year=True):
    """'lundi 14 décembre 2026', '1er' for the first."""
    number = "1er" if moment.day == 1 else str(moment.day)
    text = f"{number}{NBSP}{MONTHS[moment.month - 1]}" + (f" {moment.year}" if year else "")
    return f"{DAYS[moment.weekday()]} {text}" if weekday else text


def hours(value):
    """'14 heures', '3 h 30', '45 min': a number of hours (float or Decimal) as people say it."""
    minutes = round(Decimal(str(value)) * 60)
    whole, rest = divmod(minutes, 60)
    if rest and not whole:
        return f"{rest}{NBSP}min"
    if rest:
        return f"{whole}{NBSP}h{NBSP}{rest:02}"
    return f"{whole}{NBSP}heure{'s' if whole > 1 else ''}"
