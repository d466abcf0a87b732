from . import checker, safe_xml, terms
