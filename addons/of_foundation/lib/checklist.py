"""What a checklist is made of."""
from collections.abc import Callable
from dataclasses import dataclass

BLOCKING = "blocking"
ADVISORY = "advisory"


@dataclass(frozen=True)
class Check:
    """One thing without which something can't, or should not, be done.

    :param code: stable name, kept with a waiver
    :param sentence: what is missing, translated, for the person who mends it
    :param domain: the records that *fail*; forms, boards and filters share it
    :param test: ``test(record)`` is true where it fails, only for what no domain can say
    :param level: ``blocking``, or ``advisory``: may be waived with a reason
    :param field: field of the form that mends it
    :param page: notebook page of that field
    :param action: xmlid of an action that mends it, instead of a field
    :param article: source of the obligation
    """

    code: str
    sentence: str
    domain: list | None = None
    test: Callable | None = None
    level: str = BLOCKING
    field: str | None = None
    page: str | None = None
    action: str | None = None
    article: str | None = None

    def __post_init__(self):
        if (self.domain is None) == (self.test is None):
            raise ValueError(f"Check {self.code}: give either a domain or a test")

    def fails(self, record):
        """Whether ``record`` (one, readable) lacks it."""
        if self.test is not None:
            return bool(self.test(record))
        return bool(record.filtered_domain(self.domain))

    def as_dict(self):
        """What a screen shows."""
        return {
            "code": self.code, "sentence": self.sentence, "level": self.level, "field": self.field,
            "page": self.page, "action": self.action, "article": self.article,
        }
