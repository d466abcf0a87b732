import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from odoo.exceptions import AccessError

from odoo.addons.of_foundation.lib.digest import digest, file_digest

from ..lib import sealing
from .authority import Authority
from .sealed import SealedSession


class TestProofPack(SealedSession):
    """The proof file, checked by the script inside it, without the software."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))

    def unpack(self):
        self.env.invalidate_all()
        name, content = self.session._proof_pack()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(self.folder)
        return self.folder / name.removesuffix(".zip")

    def check(self, folder):
        """``(exit code, what is said)`` of the script, run as somebody else would."""
        done = subprocess.run([sys.executable, "-I", "verifier.py"], cwd=folder, capture_output=True, text=True,
                              encoding="utf-8")
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def test_untouched_session_is_whole(self):
        code, said = self.check(self.unpack())
        self.assertEqual((code, said.splitlines()[1]), (0, "Rien n'a été modifié."))
        self.assertIn("Entrées : 12 ; scellés : 4, dont horodatés : 4 ; feuilles : 1.", said)
        self.assertIn(self.session._register_head().digest, said)

    def test_what_was_altered_in_the_database_is_named(self):
        entry = self.attendance(self.anna).entry_ids
        other = self.attendance(self.bruno).entry_ids
        for query, expected in (
                ("UPDATE of_attendance_entry SET person = 'Personne' WHERE id = %s",
                 "Entrée 1 (Personne, lundi 11 janvier 2027, 9 h 00 à 12 h 30) : son contenu a été modifié."),
                ("UPDATE of_attendance_entry SET signature = '' WHERE id = %s",
                 "Entrée 1 (Anna Stagiaire, lundi 11 janvier 2027, 9 h 00 à 12 h 30) : le dessin"),
                ("DELETE FROM of_attendance_entry WHERE id = %s", "retiré, ajouté ou déplacé juste avant"),
                ("UPDATE of_attendance_entry SET salt = '00' WHERE id = %s", "Entrée 1 ("),
                ("UPDATE of_attendance_entry SET salt = NULL WHERE id = %s", "aucun effacement légal")):
            with self.subTest(query), self.cr.savepoint() as savepoint:
                self.sql("of_attendance_entry", query, entry.id)
                code, said = self.check(self.unpack())
                self.assertEqual(code, 1)
                self.assertIn(expected, said)
                savepoint.rollback()
        with self.cr.savepoint() as savepoint:  # two entries exchanged
            ids = [entry.id, other.id]
            self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET id = -id WHERE id = ANY(%s)", ids)
            self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET id = CASE id WHEN -%s THEN %s ELSE %s END "
                     "WHERE id < 0", ids[0], ids[1], ids[0])
            self.assertEqual(self.check(self.unpack())[0], 1)
            savepoint.rollback()

    def test_whole_register_computed_anew_is_named_by_seals_and_sheet(self):
        """Whoever holds the database can compute every digest: not the authority's stamp, nor the paper."""
        entries = self.session.attendance_ids.entry_ids.sorted("id")
        self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET reason = 'x' WHERE id = %s", entries[0].id)
        previous = None
        for entry in entries:
            self.sql("of_attendance_entry", "UPDATE of_attendance_entry SET digest = NULL, previous_digest = %s "
                     "WHERE id = %s", previous, entry.id)
            previous = self.redigest(entry)
        self.env["of.chain.head"].search([("key", "=", entries._chain_of(self.session))]).digest = previous
        code, said = self.check(self.unpack())
        self.assertEqual(code, 1)
        self.assertIn("a été modifiée, déplacée ou retirée ensuite", said)
        self.assertIn("Feuille n° 1 : le registre ne contient plus ce qui y est imprimé", said)

    def test_what_was_altered_in_the_pack_is_named(self):
        for name, expected in (
                ("signatures/1.png", "Entrée 1 (Anna Stagiaire"), ("scelles/2.json", "Scellé 2"),
                ("scelles/3.tsr", "Scellé 3"), ("feuilles/feuille-1.pdf", "Feuille n° 1 : le fichier a été modifié"),
                ("certificats/horodatage.pem", "l'autorité d'horodatage n'est pas celle")):
            with self.subTest(name):
                folder = self.unpack()
                path = folder / name
                content = bytearray(path.read_bytes())
                content[len(content) // 2] ^= 1
                path.write_bytes(content)
                code, said = self.check(folder)
                self.assertEqual(code, 1)
                self.assertIn(expected, said)
                path.unlink()

    def test_token_of_something_else_and_stranger_are_named(self):
        folder = self.unpack()
        first, second = folder / "scelles/1.tsr", folder / "scelles/2.tsr"
        first.write_bytes(second.read_bytes())
        self.assertIn("Scellé 1 (", self.check(folder)[1])
        stranger = Authority("Un autre")
        self.addCleanup(stranger.stop)
        folder = self.unpack()
        (folder / "certificats/horodatage.pem").write_bytes(stranger.root)
        self.assertIn("l'autorité d'horodatage n'est pas celle", self.check(folder)[1])

    def test_seal_of_the_sheet_is_checked_apart_from_its_digest(self):
        folder = self.unpack()
        path, register = folder / "feuilles/feuille-1.pdf", json.loads((folder / "registre.json").read_text())
        content = path.read_bytes()
        for changed, expected in (
                (sealing.unsealed(content), "le cachet électronique a disparu"),
                (content[:40] + bytes([content[40] ^ 1]) + content[41:], "modifié après avoir été scellé"),
                (content + b"\n%", "modifié après avoir été scellé")):
            path.write_bytes(changed)
            self.rehash(register["sheets"][0], sha256=file_digest(changed))
            (folder / "registre.json").write_text(json.dumps(register))
            self.assertIn(expected, self.check(folder)[1])

    def rehash(self, record, **changes):
        """What whoever writes a pack of his own does: the content changed, and a digest that fits."""
        record["payload"].update(changes)
        record["digest"] = digest(record["payload"], record["salt"])

    def test_pack_that_was_made_up_is_named(self):
        def drop(name, count=1):
            def change(register):
                del register[name][:count]
                register["heads"].get(name, {})["entries"] = len(register.get(name, ()))
            return change

        def purge_all(register):
            for entry in register["entries"]:
                entry["payload"] = None

        def add(register):
            entry = json.loads(json.dumps(register["entries"][-1]))
            self.rehash(entry, previous=entry["digest"])
            register["entries"].append({**entry, "number": 13})
            register["heads"]["entries"] = {"digest": entry["digest"], "entries": 13}

        def no_seal(register):
            self.rehash(register["sheets"][0], register_digest="9" * 64)

        for change, expected in ((drop("sheets"), "sa feuille d'émargement a été retirée"),
                                 (drop("seals", 4), "aucun scellé ne la couvre"), (drop("entries"), "Entrée 2"),
                                 (purge_all, "aucun effacement légal"), (add, "aucun scellé ne la couvre"),
                                 (no_seal, "son cachet nomme une autre fin du registre")):
            with self.subTest(expected):
                folder = self.unpack()
                register = json.loads((folder / "registre.json").read_text())
                change(register)
                (folder / "registre.json").write_text(json.dumps(register))
                code, said = self.check(folder)
                self.assertEqual(code, 1)
                self.assertIn(expected, said)

    def test_script_without_register_says_so(self):
        folder = self.unpack()
        for content in ("{", "[]", '{"entries": 1}'):
            (folder / "registre.json").write_text(content)
            self.assertEqual(self.check(folder)[0], 2)

    def test_commands_of_the_readme_do_what_it_says(self):
        folder = self.unpack()
        register = json.loads((folder / "registre.json").read_text())
        said = subprocess.check_output(
            ["openssl", "ts", "-verify", "-data", "scelles/1.json", "-token_in", "-in", "scelles/1.tsr", "-CAfile",
             "certificats/horodatage.pem", "-no_check_time"], cwd=folder, stderr=subprocess.STDOUT, text=True)
        self.assertIn("Verification: OK", said)
        for path, expected in (("signatures/1.png", register["entries"][0]["payload"]["signature_sha256"]),
                               ("scelles/1.json", register["seals"][0]["payload"]["sha256"]),
                               ("feuilles/feuille-1.pdf", register["sheets"][0]["payload"]["sha256"])):
            said = subprocess.check_output(["sha256sum", path], cwd=folder, text=True)
            self.assertEqual(said.split()[0], expected)

    def test_office_alone_takes_it_and_it_is_noted(self):
        with self.assertRaises(AccessError):
            self.session.with_user(self.office_user("sales", "sales_team.group_sale_manager"))._proof_pack()
        other = self.env["res.company"].create({"name": "Autre OF"})
        stranger = self.office_user("stranger", "of_training.group_of_training_manager", company_id=other.id,
                                    company_ids=[(6, 0, other.ids)])
        with self.assertRaises(AccessError):
            self.session.with_user(stranger)._proof_pack()
        assistant = self.office_user()
        self.assertTrue(self.session.with_user(assistant)._proof_pack()[1])
        self.assertIn("téléchargé par", self.session.message_ids[0].body)
