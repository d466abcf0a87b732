"""A user's session on a running Odoo, over HTTP. Needs ``requests``: run by the environment's Python."""
import re

import requests

SECONDS = 300


class RpcError(Exception):
    """What the server answered instead of a result; ``name`` is the Python exception's name."""

    def __init__(self, error):
        self.data = error.get("data") or {}
        self.name = self.data.get("name", "")
        super().__init__(self.data.get("message") or error.get("message"))


class Client:
    """``call`` runs a method of a model, ``get`` and ``post`` what a browser would ask for."""

    def __init__(self, url, database, login=None, password=None):
        self.url = url
        self.http = requests.Session()
        self.http.headers["Accept-Language"] = "fr-FR"
        self.context = {}
        if login:
            session = self._rpc("/web/session/authenticate", {
                "db": database, "login": login, "password": password or login})
            self.uid, self.partner = session["uid"], session["partner_id"]
            self.context = session["user_context"]

    def call(self, model, method, *args, **kwargs):
        """The result of ``model.method(*args, **kwargs)``; raises :class:`RpcError`."""
        kwargs["context"] = {**self.context, **kwargs.get("context", {})}
        return self._rpc(f"/web/dataset/call_kw/{model}/{method}", {
            "model": model, "method": method, "args": args, "kwargs": kwargs})

    def create(self, model, **values):
        return self.call(model, "create", [values])[0]

    def read(self, model, ids, *fields):
        """One dict for one id, a list of them for a list."""
        rows = self.call(model, "read", ids if isinstance(ids, list) else [ids], list(fields))
        return rows if isinstance(ids, list) else rows[0]

    def search(self, model, domain, **options):
        return self.call(model, "search", domain, **options)

    def get(self, path, **options):
        """The answer (``requests.Response``) to a GET; its status is left to the caller."""
        return self.http.get(f"{self.url}{path}", timeout=SECONDS, **options)

    def page(self, path):
        """The text of a page that must be there."""
        answer = self.get(path)
        answer.raise_for_status()
        return answer.text

    def post(self, path, page=None, **form):
        """Send a form, with the CSRF token that ``page`` (its text) carries."""
        token = re.search(r"csrf_token\W+value=\"([^\"]+)\"|csrf_token: \"([^\"]+)\"", page or "")
        if token:
            form["csrf_token"] = token[1] or token[2]
        return self.http.post(f"{self.url}{path}", data=form, timeout=SECONDS)

    def _rpc(self, path, params):
        answer = self.http.post(f"{self.url}{path}", timeout=SECONDS, json={
            "jsonrpc": "2.0", "method": "call", "params": params})
        answer.raise_for_status()
        body = answer.json()
        if "error" in body:
            raise RpcError(body["error"])
        return body.get("result")  # Odoo leaves None out
