"""WeasyPrint's log: what concerns a document, once; nothing of its progress."""
import logging


class OncePerMessage(logging.Filter):
    """WeasyPrint's own messages: each once per process, and a missing image is no ERROR of Odoo's."""

    LIMIT = 1000

    def __init__(self):
        super().__init__()
        self.seen = set()

    def filter(self, record):
        message = record.getMessage()[:300]
        if message in self.seen:
            return False
        if len(self.seen) < self.LIMIT:
            self.seen.add(message)
        if record.levelno >= logging.ERROR:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def quiet():
    """Keep what concerns a document; drop progress and remarks on unknown CSS."""
    logger = logging.getLogger("weasyprint")
    logger.setLevel(logging.ERROR)
    if not any(isinstance(each, OncePerMessage) for each in logger.filters):
        logger.addFilter(OncePerMessage())
    logging.getLogger("weasyprint.progress").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
