"""What an invoice says about a training, in French whatever the reader's language (L441-9 Code de commerce)."""
from odoo.addons.of_training.lib.wording import duration


def period(start, end):
    """'le 11/01/2027' or 'du 11/01/2027 au 12/01/2027'; empty when no date is known."""
    if not start or not end:
        return ""
    if start == end:
        return f"le {start:%d/%m/%Y}"
    return f"du {start:%d/%m/%Y} au {end:%d/%m/%Y}"


def hours(planned, done):
    """'14 h réalisées' once they are known, else '14 h prévues'; empty when none is planned."""
    if done:
        return f"{duration(done)} réalisées"
    return f"{duration(planned)} prévues" if planned else ""


def training(programme, start, end):
    """'Formation « Excel, bases », du 11/01/2027 au 12/01/2027'."""
    return _joined(f"Formation « {programme} »", period(start, end))


def learner(name, employer, planned, done):
    """'Anna Stagiaire (Menuiserie Duchêne), 14 h prévues'."""
    who = name or "Stagiaire à désigner"
    return _joined(f"{who} ({employer})" if employer else who, hours(planned, done))


def share(mode, funder, number):
    """How a share is paid: the file of who pays, or of who refunds the one who pays."""
    if not funder:
        return ""
    file = _joined(f"dossier n° {number}" if number else "", funder)
    return f"Part remboursable, {file}" if mode == "refund" else f"Prise en charge, {file}"


def _joined(*parts):
    return ", ".join(part for part in parts if part)
