#!/usr/bin/env python3
# pylint: disable=print-used
"""Vérifie un dossier de preuve d'émargement, sans le logiciel qui l'a produit.

    python3 verifier.py            dans le dossier décompressé

Il faut Python 3.8 ou plus récent, et OpenSSL pour les cachets et les horodatages. Rien n'est envoyé sur Internet.
Code de retour : 0, rien n'a été modifié ; 1, quelque chose l'a été, et c'est écrit ; 2, le dossier est illisible.
"""
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], " ")  # a name is no command to the terminal
IMPRINT = re.compile(r"^ +[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -])+)", re.MULTILINE)
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def canonical(payload):
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def name_of(record):
    """'Entrée 12 (Anna Stagiaire, lundi 11 janvier 2027, 9 h 00 à 12 h 30)'."""
    content = record["payload"] or {}
    words = [content.get(name) for name in ("person", "slot_label")]
    return f"{record['nature']} {record['number']} ({', '.join(filter(None, words)) or record['digest'][:12]})"


def fits(record):
    return sha256((record["salt"] + canonical(record["payload"])).encode()) == record["digest"]


def purged_by(purges):
    """Digests that a lawful purge names; one whose own digest doesn't fit names none."""
    return {digest for purge in purges if purge["payload"] and fits(purge)
            for digest in json.loads(purge["payload"]["purged_digests"])}


def check_chain(records, head, purged):
    """Each record has the digest of its content, and covers the one before it."""
    previous = None
    for record in records:
        if record["payload"] is None:
            if record["digest"] not in purged:
                yield f"{name_of(record)} : son contenu a été retiré, et aucun effacement légal ne l'explique."
        elif not fits(record):
            yield f"{name_of(record)} : son contenu a été modifié."
        elif (record["payload"]["previous"] or None) != previous:
            yield f"{name_of(record)} : quelque chose a été retiré, ajouté ou déplacé juste avant."
        previous = record["digest"]
    if (head["digest"] or None) != previous or head["entries"] != len(records):
        yield f"La fin du registre a été changée : {len(records)} inscriptions, {head['entries']} attendues."


def check_signatures(folder, entries):
    """Drawings and papers are the files that their entries name."""
    for entry in entries:
        digest = (entry["payload"] or {}).get("signature_sha256")
        if digest and sha256(read(folder, entry["drawing"])) != digest:
            yield f"{name_of(entry)} : le dessin de la signature a été modifié."
        paper = (entry["payload"] or {}).get("paper_sha256")
        if paper and entry["paper"] and sha256(read(folder, entry["paper"])) != paper:
            yield f"{name_of(entry)} : la feuille signée sur papier a été modifiée."


def check_seals(folder, seals, entries, is_closed):
    """Each half-day's seal names entries that are there, and was stamped; each entry of a closed session is sealed."""
    known, sealed = {entry["digest"] for entry in entries}, set()
    for seal in seals:
        manifest = read(folder, seal["manifest"])
        if sha256(manifest) != (seal["payload"] or {}).get("sha256"):
            yield f"{name_of(seal)} : son contenu n'est plus celui qui a été scellé."
            continue
        sealed |= set(json.loads(manifest)["entries"])
        for digest in sorted(set(json.loads(manifest)["entries"]) - known):
            yield f"{name_of(seal)} : l'entrée d'empreinte {digest} a été modifiée, déplacée ou retirée ensuite."
        if seal["token"]:
            yield from check_token(folder, seal)
    for entry in entries if is_closed else ():
        if entry["digest"] not in sealed:
            yield f"{name_of(entry)} : aucun scellé ne la couvre."


def check_token(folder, seal):
    """The timestamp (RFC 3161) is of this seal, and signed by whom its certificate names."""
    token = folder / seal["token"]
    said = openssl("ts", "-reply", "-token_in", "-in", token, "-text").stdout.decode(errors="replace")
    imprint = "".join(re.sub("[ -]", "", line) for line in IMPRINT.findall(said.partition("Serial number")[0]))
    if imprint != seal["payload"]["sha256"]:
        yield f"{name_of(seal)} : l'horodatage est celui d'autre chose."
    elif openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", token).returncode:
        yield f"{name_of(seal)} : la signature de l'horodatage n'est pas valable."
    elif (folder / "certificats/horodatage.pem").exists() and openssl(
            "ts", "-verify", "-data", folder / seal["manifest"], "-token_in", "-in", token, "-no_check_time",
            "-CAfile", folder / "certificats/horodatage.pem").returncode:
        yield f"{name_of(seal)} : l'autorité d'horodatage n'est pas celle des certificats joints."


def check_sheets(folder, sheets, entries):
    """Each sheet is the file that was issued, bears the seal, and tells what the register holds."""
    for sheet in sheets:
        said, content, name = sheet["payload"] or {}, read(folder, sheet["file"]), f"Feuille n° {sheet['number']}"
        if not said or not fits(sheet) or said["sheet_number"] != sheet["number"]:
            yield f"{name} : ce qui en était enregistré a été modifié, ou une feuille a été retirée."
            continue
        if sha256(content) != said["sha256"]:
            yield f"{name} : le fichier a été modifié."
        count, digest = said["register_entries"], said["register_digest"]
        last = entries[count - 1]["digest"] if 0 < count <= len(entries) else None
        if last != (digest or None):
            yield f"{name} : le registre ne contient plus ce qui y est imprimé (jusqu'à l'entrée {count})."
        if said.get("seal_fingerprint"):
            if (digest or "").encode() not in content:
                yield f"{name} : son cachet nomme une autre fin du registre."
            yield from check_pdf_seal(content, name, said["seal_fingerprint"])


def check_pdf_seal(content, name, fingerprint):
    """The PDF's seal (PAdES) covers its bytes, and is of the certificate that was recorded."""
    found = RANGE.findall(content)
    if len(found) != 1 or int(found[0][0]):
        yield f"{name} : le cachet électronique a disparu, ou n'est pas seul."
        return
    start, length, rest, rest_length = map(int, found[0])
    with tempfile.TemporaryDirectory() as temporary:
        signed, seal, signer = (Path(temporary) / one for one in ("signed", "seal", "signer"))
        signed.write_bytes(content[start:start + length] + content[rest:rest + rest_length])
        digits = content[start + length + 1:rest - 1]
        try:
            seal.write_bytes(bytes.fromhex(digits.decode("ascii", "replace")))
        except ValueError:
            yield f"{name} : le cachet électronique est illisible."
            return
        done = openssl("cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", seal, "-content", signed,
                       "-signer", signer, "-out", Path(temporary) / "out")
        if done.returncode or rest + rest_length != len(content):
            yield f"{name} : le fichier a été modifié après avoir été scellé."
        elif of_certificate(signer) != fingerprint:
            yield f"{name} : le cachet électronique est celui d'un autre certificat."


def of_certificate(path):
    """SHA-256 fingerprint of a certificate (PEM file)."""
    said = openssl("x509", "-in", path, "-noout", "-fingerprint", "-sha256").stdout.decode()
    return said.partition("=")[2].strip().replace(":", "").lower()


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def read(folder, name):
    path = folder / name
    return path.read_bytes() if path.is_file() else b""


def tell(text):
    print(text.translate(CONTROLS))


def check(folder, register):
    entries, seals, sheets = register["entries"], register["seals"], register["sheets"]
    purged = purged_by(register["purges"])
    problems = [
        *check_chain(entries, register["heads"]["entries"], purged), *check_signatures(folder, entries),
        *check_chain(seals, register["heads"]["seals"], purged),
        *check_seals(folder, seals, entries, register["closed"]), *check_sheets(folder, sheets, entries)]
    if register["closed"] and entries and not sheets and not purged:
        problems.append("La session est clôturée, et sa feuille d'émargement a été retirée.")
    return problems


def summary(register):
    entries, seals = register["entries"], register["seals"]
    stamped = sum(bool(seal["token"]) for seal in seals)
    counts = f"Entrées : {len(entries)} ; scellés : {len(seals)}, dont horodatés : {stamped}"
    tell(f"Session {register['session']}. {counts} ; feuilles : {len(register['sheets'])}.")
    for purge in register["purges"]:
        count = len(json.loads(purge["payload"]["purged_digests"])) if purge["payload"] else 0
        tell(f"Effacement légal de {count} inscriptions : {(purge['payload'] or {}).get('reason')}.")
    return stamped


def main(folder):
    if not shutil.which("openssl"):
        tell("OpenSSL est introuvable : installez-le, puis relancez.")
        return 2
    try:
        register = json.loads((folder / "registre.json").read_text("utf-8"))
        problems, stamped = check(folder, register), summary(register)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        tell(f"Dossier illisible : {type(error).__name__} {error}")
        return 2
    for problem in problems or ["Rien n'a été modifié."]:
        tell(problem)
    tell("À comparer hors de ce dossier : la dernière empreinte, imprimée au pied de la dernière feuille, "
         f"{register['heads']['entries']['digest']}.")
    if not stamped:
        tell("Aucun horodatage : les dates ne sont garanties que par l'organisme.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
