"""A database of its own for a real server, in tests that cross processes.

    with database_copy() as name, Server(name) as server:
        admin = Client(server.url, name, "admin")

What is done through it is committed, so that a browser or a second server sees it.
"""
import contextlib
import os
import uuid

from toolbox import databases, locks, postgres
from toolbox import demo as demo_database
from toolbox.server import Server


@contextlib.contextmanager
def database_copy(template=None):
    """The name of a copy of ``template`` (the database that ``bin/test`` laid), dropped afterwards."""
    template = template or os.environ["OF_TEMPLATE"]
    name = f"of_server_{uuid.uuid4().hex[:8]}"
    with postgres.Cluster() as cluster:
        with locks.building("test"):
            databases.copy(cluster, template, name)
            locks.hold(name)
        try:
            yield name
        finally:
            databases.discard(cluster, name)


@contextlib.contextmanager
def running_demo():
    """A server on a copy of the demo with its past, in French."""
    name = f"of_server_{uuid.uuid4().hex[:8]}"
    with postgres.Cluster() as cluster:
        try:
            with locks.building("test"):
                template = demo_database.installed(cluster, os.environ["OF_BASE"])
                demo_database.with_past(cluster, template, name)
                locks.hold(name)
            with Server(name, "--max-cron-threads=0") as server:
                yield server
        finally:
            databases.discard(cluster, name)
