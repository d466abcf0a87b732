"""Times, days and durations as people read them on French pages and papers."""
import re
import textwrap

from babel.dates import format_date

# What Windows, a browser or an archive takes for a folder, or refuses in the name of a file.
SEPARATING = re.compile(r"[\\/:|]+")
REFUSED = re.compile(r'[*?"<>\x00-\x1f\x7f]+')
LONGEST_NAME = 120  # characters; systems refuse names of more than 255 bytes


def clock(moment, french=True):
    """``9 h 00`` for a French reader, ``09:00`` for others.

    :param moment: a time or a datetime, already in the zone of its reader
    """
    return f"{moment.hour} h {moment:%M}" if french else f"{moment:%H:%M}"


def time_span(start, end, french=True):
    """``9 h 00 à 12 h 30``, or ``09:00 - 12:30``."""
    return (" à " if french else " - ").join(clock(moment, french) for moment in (start, end))


def duration(hours):
    """``14 h`` or ``3 h 30`` for a number of hours, to the minute."""
    whole, minutes = divmod(round(hours * 60), 60)
    return f"{whole} h {minutes:02}" if minutes else f"{whole} h"


def quantity(number, unit):
    """``1 jour``, ``2,5 jours``: in French the plural begins at two.

    :param unit: French name of the unit, perhaps in the plural
    """
    unit = unit.lower()
    singular = unit[:-1] if abs(number) < 2 and unit.endswith("s") else unit
    return f"{number:g} {singular}".replace(".", ",", 1)


def day(date, locale, pattern="d MMMM y"):
    """``1er janvier 2027`` in French, as CLDR has it elsewhere."""
    text = format_date(date, pattern, locale=locale)
    return text.replace("1 ", "1er ", 1) if date.day == 1 and locale.startswith("fr") else text


def day_span(start, end, locale):
    """``11–12 janvier 2027``, ``28 janvier – 2 février 2027``, or one day."""
    if start == end:
        return day(start, locale)
    if (start.year, start.month) == (end.year, end.month):
        first = "1er" if start.day == 1 and locale.startswith("fr") else start.day
        return f"{first}–{day(end, locale)}"
    return f"{day(start, locale, 'd MMMM' if start.year == end.year else 'd MMMM y')} – {day(end, locale)}"


def file_name(text, extension="pdf"):
    """``text`` as a file may be called on any system: 'Convention C2026-1.pdf'."""
    text = REFUSED.sub(" ", SEPARATING.sub("-", text))
    stem = textwrap.shorten(text, LONGEST_NAME, placeholder="…").strip(" .-")
    return f"{stem or 'document'}.{extension}"
