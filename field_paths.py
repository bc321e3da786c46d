"""Plain functions that say which fields a saved search names, without Odoo.

A saved search is text: a domain, a context and an order, as Python or JSON. A path is
a field's name, or several with dots in between: ``user_id.name``.
"""

import ast


def get_domain_paths(text):
    """Return the paths of the fields that a domain compares.

    Values are no paths, except domains in place of a value, after ``any``.

    :param str text: a Python expression; anything else names no field
    :rtype: set[str]
    """
    return set(_find_in_domain(_parse(text), ""))


def get_context_paths(text):
    """Return the paths that a context may name, to group, measure or sort by.

    Whatever is no path is text that names no field. Defaults are values.

    :param str text: a Python expression; anything else names no field
    :rtype: set[str]
    """
    tree = _parse(text)
    if not isinstance(tree, ast.Dict):
        return set()
    found = set()
    for key, value in zip(tree.keys, tree.values, strict=True):
        name = key.value if isinstance(key, ast.Constant) else ""
        if not str(name).startswith("default_"):
            found |= _get_words(value)
    return found


def get_order_paths(text):
    """Return the paths by which an order sorts.

    :param str text: a list, such as ``["done_at desc", "id"]``
    :rtype: set[str]
    """
    return _get_words(_parse(text))


def _parse(text):
    try:
        return ast.parse((text or "").strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return ast.Constant(None)


def _find_in_domain(node, prefix):
    if not isinstance(node, ast.List | ast.Tuple):
        # several domains, added or passed to a function
        for child in ast.iter_child_nodes(node):
            yield from _find_in_domain(child, prefix)
        return
    for element in node.elts:
        parts = getattr(element, "elts", ())
        first = parts[0] if len(parts) == 3 else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            path = prefix + first.value
            yield path
            yield from _find_in_domain(parts[2], f"{path}.")
        else:
            yield from _find_in_domain(element, prefix)


def _get_words(node):
    """Return the first words of all texts, without what follows a colon."""
    texts = [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return {text.split()[0].partition(":")[0] for text in texts if text.strip()}
