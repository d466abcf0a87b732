"""The helper that starts real servers for the other end-to-end tests."""
import pytest
from server import RpcError, Server, database_copy


def test_server_keeps_what_it_is_told_and_reports_refusals():
    with database_copy() as name, Server(name) as server:
        admin = server.login("admin", "admin")
        partner = admin.call("res.partner", "create", {"name": "Atelier du Parc"})
        again = server.login("admin", "admin")
        assert again.call("res.partner", "read", [partner], ["name"])[0]["name"] == "Atelier du Parc"
        with pytest.raises(RpcError):
            admin.call("res.partner", "no_such_method")
