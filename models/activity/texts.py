"""Plain functions that put texts into HTML."""

from markupsafe import Markup


def as_html_items(texts):
    """Return texts as a list in HTML."""
    items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
    return Markup("<ul>%s</ul>") % items


def as_html_lines(texts):
    """Return texts as paragraphs in HTML."""
    return Markup().join(Markup("<p>%s</p>") % text for text in texts)


def as_html_list(header, texts):
    """Return a header and a list in HTML."""
    return Markup("<p>%s</p>%s") % (header, as_html_items(texts))
