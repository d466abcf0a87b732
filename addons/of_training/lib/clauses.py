"""Texts with placeholders (clauses): ``{{ price }}`` stands for what is known when a document is issued."""
import re

from markupsafe import Markup, escape

# An editor may put hard spaces inside the braces.
_SPACE = r"(?:\s|&nbsp;|\xa0)*"
_PLACEHOLDER = re.compile(r"\{\{" + _SPACE + r"(.*?)" + _SPACE + r"\}\}", re.DOTALL)
_LEFT_OVER = re.compile(r"\{\{|\}\}")


class UnknownPlaceholder(ValueError):
    """A placeholder that stands for nothing; ``args[0]`` is its name."""


class NothingToSay(ValueError):
    """The value of a placeholder isn't known yet; ``args[0]`` is its name."""


def names(text):
    """Names of the placeholders of a text, in order, each once.

    >>> names("<p>{{ client }} doit {{ price }} ; {{ client }}</p>")
    ['client', 'price']
    """
    return list(dict.fromkeys(match.group(1) for match in _PLACEHOLDER.finditer(text or "")))


def is_torn(text):
    """Whether braces are left over that open or close no placeholder."""
    return bool(_LEFT_OVER.search(_PLACEHOLDER.sub("", text or "")))


def fill(html, values):
    """``html`` with its placeholders replaced by ``values``, escaped unless they are Markup themselves.

    >>> fill("<p>{{ client }}</p>", {"client": "A & <b>B"})
    Markup('<p>A &amp; &lt;b&gt;B</p>')

    :param html: str or Markup, trusted markup
    :param values: ``{name: text}``; lines of a text stay lines
    :raises UnknownPlaceholder: a name that ``values`` doesn't hold
    :raises NothingToSay: a name whose value is empty
    """
    def value(match):
        name = match.group(1)
        if name not in values:
            raise UnknownPlaceholder(name)
        if not values[name]:
            raise NothingToSay(name)
        text = values[name]
        return text if isinstance(text, Markup) else escape(text).replace("\n", Markup("<br/>"))
    return Markup(_PLACEHOLDER.sub(value, html or ""))
