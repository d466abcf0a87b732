"""One training run from programme to paid-for proof, over HTTP, as the people who do it.

    python -m toolbox.story URL DATABASE [--quiet] [--keep DIR]

Each step is a method of one of the chapters; a step that fails does not stop
the others, and makes the exit status 1.
"""
import argparse
import sys
import traceback
from datetime import datetime, timezone
from pathlib import Path

from .chapters import agreements, attendance, einvoices, funding, programme, proofs, quality, sales
from .client import Client

CHAPTERS = (programme, sales, agreements, attendance, funding, einvoices, quality, proofs)


class Story:
    """What the chapters share: sessions of users by login, records made on the way, documents kept."""

    def __init__(self, url, database, keep=None):
        self.url, self.database, self.keep = url, database, keep
        self.started = str(datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0))
        self.rows, self._clients, self.files = [], {}, 0

    def user(self, login):
        """The session of a login of the demo; ``None``: a visitor."""
        if login not in self._clients:
            self._clients[login] = Client(self.url, self.database, login, login)
        return self._clients[login]

    def ref(self, xmlid):
        """The id of a record of the demo; only administrators may look that up."""
        module, name = xmlid.split(".")
        domain = [("module", "=", module), ("name", "=", name)]
        return self.user("admin").call("ir.model.data", "search_read", domain, ["res_id"])[0]["res_id"]

    def document(self, name, content):
        """Keep a document made on the way, numbered in order; only where --keep asks for it."""
        if not self.keep:
            return
        self.files += 1
        self.keep.mkdir(parents=True, exist_ok=True)
        safe = "".join(c if c.isalnum() or c in " .-_()'" else "-" for c in name)
        (self.keep / f"{self.files:02d} {safe}").write_bytes(content)

    def tell(self, quiet):
        for chapter in CHAPTERS:
            for name, step in chapter.STEPS:
                self._step(name, step, quiet)
        return all(row[2] for row in self.rows)

    def _step(self, name, step, quiet):
        try:
            record, good = step(self), True
        except Exception as error:  # the table names every failure; the rest goes on
            record, good = f"{type(error).__name__}: {str(error).strip()[:160]}", False
            traceback.print_exc(file=sys.stderr)
        self.rows.append((name, record, good))
        if not quiet or not good:
            print(f"{'ok' if good else 'NON':<4}{name:<76}{record}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("database")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    story = Story(options.url, options.database, options.keep)
    good = story.tell(options.quiet)
    failed = sum(not row[2] for row in story.rows)
    if not options.quiet:
        kept = f", documents dans {options.keep}" if options.keep else ""
        print(f"\n{len(story.rows)} étapes, {failed} en échec{kept}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
