"""Rules of distance learning (FOAD): hours that count, and the log of connections that only supports them.

D6313-3-1 asks for activities and their average duration: what is counted is activities done times their estimate,
never the time of connection. Hours are hundredths (Decimal); instants are naive.
"""
import csv
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
FORMATS = tuple(f"{day}{separator}%H:%M{seconds}" for day in ("%Y-%m-%d", "%d/%m/%Y") for separator in (" ", "T")
                for seconds in (":%S", ""))
LONGEST = timedelta(hours=24)  # beyond, a line of a log is a mistake


class LogError(ValueError):
    """A log that can't be read. ``lines``: ``[(number of the line from 1, why)]``, why in {'date', 'order', 'long'}."""

    def __init__(self, lines):
        super().__init__(f"{len(lines)} unreadable lines")
        self.lines = lines


def hours_counted(*parts):
    """Sum of numbers of hours, each to the hundredth: 2 + 2 + 16 times 1.5 are 28.00."""
    return sum((Decimal(str(part)).quantize(HUNDREDTH, ROUND_HALF_UP) for part in parts), Decimal("0.00"))


def read_log(content):
    """``[(start, end)]`` of a platform's CSV (bytes): ``start;end;...``, whatever follows is left out.

    A first line without a date is a head. Dates are ISO or day/month/year, in the log's own zone.

    :raises LogError: every line that can't be read; nothing is taken of such a log
    """
    spans, errors = [], []
    for number, cells in enumerate(_rows(content), 1):
        if not any(cell.strip() for cell in cells):
            continue
        moments = [_moment(cell) for cell in (*cells, "")[:2]]
        if number == 1 and not any(moments):
            continue
        if why := _problem(*moments):
            errors.append((number, why))
        else:
            spans.append(tuple(moments))
    if errors:
        raise LogError(errors)
    return spans


def merged(spans):
    """The spans of time covered, in order: two devices connected at once count once."""
    result = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def hours_between(start, end):
    """Hours of one span, to the hundredth."""
    return (Decimal(int((end - start).total_seconds())) / 3600).quantize(HUNDREDTH, ROUND_HALF_UP)


def _rows(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    return csv.reader(text.splitlines(), delimiter=max(";,\t", key=first.count))


def _moment(cell):
    for pattern in FORMATS:
        try:
            return datetime.strptime(cell.strip(), pattern)
        except ValueError:
            continue
    return None


def _problem(start, end):
    if not (start and end) or not 2000 <= start.year <= end.year <= 2100:
        return "date"
    if end <= start:
        return "order"
    return "long" if end - start > LONGEST else None
