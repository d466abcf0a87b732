import hashlib
import io
import zipfile
from datetime import date
from unittest.mock import patch

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.of_qualiopi.wizard import of_qualiopi_audit_file as audit_file

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestAuditFile(QualityCase):
    def make(self, **vals):
        """``(paths, {path: content})`` of an audit file made now."""
        wizard = self.env["of.qualiopi.audit.file"].with_user(self.quality).create(vals)
        action = wizard.action_make()
        self.assertIn(str(wizard.attachment_id.id), action["url"])
        with zipfile.ZipFile(io.BytesIO(wizard.attachment_id.raw)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(len(archive.namelist()), len(set(archive.namelist())))
            return {name: archive.read(name) for name in archive.namelist()}

    def index(self, files):
        return html.fromstring(files["index.html"].decode())

    def test_folders_documents_index_and_digests(self):
        self.programme.action_of_publish()
        self.issue("agreement", content=b"%PDF-1.7 agreement")
        files = self.make()
        [document] = [name for name, content in files.items() if content == b"%PDF-1.7 agreement"]
        self.assertTrue(document.startswith("Critère 2 - Objectifs et adaptation/Indicateur 06 - "), document)
        self.assertTrue(document.endswith("Feuille d'émargement.pdf"))
        self.assertIn("Critère 6 - Environnement professionnel/Indicateur 26 - Expertise et réseau handicap/", files)
        digests = dict(reversed(line.split("  ", 1)) for line in files["empreintes.sha256"].decode().splitlines())
        given = {name for name in files if not name.endswith(("/", ".sha256"))}
        self.assertEqual(set(digests), given)
        for name in given:
            self.assertEqual(digests[name], hashlib.sha256(files[name]).hexdigest())

    def test_the_index_says_everything_and_its_links_lead_to_files(self):
        self.programme.action_of_publish()
        files = self.make()
        page = self.index(files)
        from urllib.parse import unquote
        links = [unquote(link) for link in page.xpath("//a/@href")]
        self.assertEqual(set(links), {n for n in files if n.endswith(".html") and n != "index.html"})
        self.assertEqual(len(page.xpath("//tbody/tr")), 33)
        text = page.text_content()
        for expected in (self.indicator(33).text, self.of_source(self.programme)[0].sha256, "RNQ 2026", "Provisoire"):
            self.assertIn(expected, text)
        self.assertFalse(page.xpath("//script | //link | //img"), "nothing to fetch")

    def test_the_date_of_the_audit_decides(self):
        page = self.index(self.make(audit_date=date(2026, 10, 31)))
        self.assertEqual(len(page.xpath("//tbody/tr")), 32)
        with self.assertRaises(UserError):
            self.make(audit_date=date(2018, 1, 1))

    def test_only_the_period(self):
        self.upload(26, date="2026-02-01")
        self.assertFalse([n for n in self.make(date_from="2026-03-01") if "partenaires" in n])
        self.assertTrue([n for n in self.make(date_from="2026-02-01") if "partenaires" in n])
        with self.assertRaises(UserError):
            self.make(date_from="2026-03-01", date_to="2026-02-01")

    def test_earlier_version_is_carried_over_and_named(self):
        self.upload(26, version="rnq2019")
        files = self.make()
        self.assertTrue([n for n in files if "partenaires" in n])
        self.assertIn("Réunie sous RNQ 2019", self.index(files).text_content())

    def test_hostile_names(self):
        names = ("../../x", "🎓🎓.pdf", "é" * 300 + ".pdf", "a/b\\c:d.pdf", "<script>alert(1)</script>.pdf", "CON")
        for number, name in enumerate(names):
            self.upload(26, name=name, filename=name, file=b"cHJldXZl" * (number + 1))
        files = self.make()
        for path in files:
            self.assertFalse({"..", ""} & set(path.rstrip("/").split("/")), path)
            self.assertLess(len(path), 240)
            self.assertFalse(set('\\:<>"|?*🎓') & set(path), path)
        self.assertEqual(len([n for n in files if n.endswith("x") or "Indicateur 26" in n]), len(names) + 1)
        self.assertFalse(self.index(files).xpath("//script"))

    def test_two_files_of_one_name(self):
        self.upload(26)
        self.upload(26, file=b"YXV0cmU=")
        self.assertEqual(len([n for n in self.make() if "partenaires" in n]), 2)

    def test_a_tampered_document_is_named_in_red(self):
        document = self.issue("agreement")
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            (b"forged", document.attachment_id.id))
        self.env.invalidate_all()
        page = self.index(self.make())
        [altered] = page.xpath("//li[@class='altered']")
        self.assertIn("Convention", altered.text_content())
        self.assertTrue(page.xpath("//div[@class='alert']"))
        self.assertIn("À compléter", altered.xpath("ancestor::tr/td[2]")[0].text_content())

    def test_a_lost_file_is_named_and_not_linked(self):
        evidence = self.upload()
        self.env.cr.execute("UPDATE ir_attachment SET store_fname = NULL, db_datas = NULL WHERE id = %s",
                            (evidence.attachment_id.id,))
        self.env.invalidate_all()
        [altered] = self.index(self.make()).xpath("//li[@class='altered']")
        self.assertFalse(altered.xpath(".//a"))

    def test_nothing_of_another_company(self):
        other = self.env["res.company"].create({"name": "Autre OF"})
        self.quality.company_ids |= other
        self.upload(26, company_id=other.id, filename="secret.pdf", name="Secret",
                    user=self.quality.with_context(allowed_company_ids=[self.company.id, other.id]))
        files = self.make()
        self.assertFalse([n for n in files if "secret" in n])
        self.assertNotIn("Secret", self.index(files).text_content())

    def test_too_much_is_refused_with_the_remedy(self):
        self.upload(26)
        for limit in ("MAX_FILES", "MAX_BYTES"):
            with self.subTest(limit=limit), patch.object(audit_file, limit, 0), self.assertRaises(UserError) as refusal:
                self.make()
            self.assertIn("Preuves du", str(refusal.exception))
