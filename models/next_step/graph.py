"""Circles and ways among things of which one leads to others: plain, without Odoo."""


def find_circle(start, get_following):
    """Return what is on a way from a start back to it, or nothing.

    :param start: anything that can be a key of a dict
    :param callable get_following: what each leads to
    :return: the way, in order, without the start at its end; the one that is found
        first, and not the shortest
    :rtype: list
    """
    came_from = {}
    todo = [start]
    while todo:
        last = todo.pop()
        for following in get_following(last):
            if following == start:
                circle = [last]
                while circle[0] != start:
                    circle.insert(0, came_from[circle[0]])
                return circle
            if following not in came_from:
                came_from[following] = last
                todo.append(following)
    return []


def get_reachable(starts, get_following):
    """Return what some lead to, directly or not, and these themselves.

    :param Iterable starts: anything that can be keys of a dict
    :param callable get_following: what each leads to
    :rtype: set
    """
    reachable = set(starts)
    todo = list(reachable)
    while todo:
        new = set(get_following(todo.pop())) - reachable
        reachable |= new
        todo += new
    return reachable
