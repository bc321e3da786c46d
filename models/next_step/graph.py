"""Cycles and reachability in a directed graph: plain, without Odoo."""


def find_circle(start, get_following):
    """Return a path from a node back to itself, or an empty list.

    :param start: a node, anything hashable
    :param callable get_following: returns the nodes that a node leads to
    :return: the path in order, without the start at its end; the first one found, not
        the shortest
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
    """Return the start nodes and all nodes that they lead to, directly or not.

    :param Iterable starts: nodes, anything hashable
    :param callable get_following: returns the nodes that a node leads to
    :rtype: set
    """
    reachable = set(starts)
    todo = list(reachable)
    while todo:
        new = set(get_following(todo.pop())) - reachable
        reachable |= new
        todo += new
    return reachable
