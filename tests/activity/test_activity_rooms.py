import ast
from collections import defaultdict
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parents[2]
MODELS = ADDON / "models"
# Allowed second classes on one model in a room, each with its reason.
SECOND_CLASSES = {
    ("activity", "mail.activity"): "who finds what is one condition of its own",
    ("status", "mail.activity"): "board and dots decide nothing",
    ("next_step", "mail.activity"): "what comes from clients is read with distrust",
    ("sharing", "mail.activity"): "who may know what is one policy, written once",
    ("sharing", "calendar.event"): "why one is private isn't about the user",
    ("plan", "mail.activity.plan"): "menus and dialogs launch nothing by themselves",
}
THIRD_CLASSES = {
    (
        "sharing",
        "mail.activity",
    ): "messages are about what everyone knows, not the user",
}
CLASSES_ON_ACTIVITIES = 15
# Files without a model that aren't plain: what imports rooms, what takes records, and
# an error and fields of Odoo's, and what is about transactions.
NOT_PLAIN = {
    "__init__.py",
    "by_code.py",
    "conditions.py",
    "failures.py",
    "hidden_error.py",
    "per_user.py",
    "properties.py",
    "records.py",
    "see_as.py",
    "sudo_values.py",
}


def get_rooms():
    """Return the names of the rooms, in the order in which they are imported."""
    tree = ast.parse((MODELS / "__init__.py").read_text())
    return [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


def get_modules(room):
    """Yield the path and the syntax tree of each file of a room."""
    for path in sorted((MODELS / room).glob("*.py")):
        yield path, ast.parse(path.read_text())


def get_classes(tree):
    """Return the classes of a file."""
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def get_model(node):
    """Return the name of the model that a class declares or extends, if any."""
    values = {
        line.targets[0].id: ast.literal_eval(line.value)
        for line in node.body
        if isinstance(line, ast.Assign)
        and getattr(line.targets[0], "id", "") in ("_name", "_inherit")
    }
    return values.get("_name") or values.get("_inherit")


def get_names(tree):
    """Yield what a file imports from outside of this addon, as Python names it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def get_imported(node):
    """Return the path parts of an import from this addon, if it is one."""
    if isinstance(node, ast.ImportFrom) and node.level > 1:
        return (node.module or "").split(".")
    prefix = "odoo.addons.crm_activity_flow.models."
    names = [alias.name for alias in getattr(node, "names", ())]
    for name in [getattr(node, "module", None) or "", *names]:
        if name.startswith(prefix):
            return name.removeprefix(prefix).split(".")
    return []


@tagged("post_install", "-at_install")
class TestActivityRooms(BaseCase):
    """The layout of the code is kept: rooms, files, and which room uses which."""

    def test_every_folder_is_a_room(self):
        """Odoo doesn't load what isn't imported, even if it looks right."""
        folders = {path.parent.name for path in MODELS.glob("*/__init__.py")}
        self.assertEqual(set(get_rooms()), folders)
        self.assertEqual([path.name for path in MODELS.glob("*.py")], ["__init__.py"])

    def test_imports_go_down(self):
        """Importing a later room would change the order of the classes."""
        rooms = get_rooms()
        for room in rooms:
            later = set(rooms[rooms.index(room) + 1 :])
            for path, tree in get_modules(room):
                for node in ast.walk(tree):
                    if isinstance(node, ast.Import | ast.ImportFrom):
                        used = get_imported(node)[:1]
                        self.assertFalse(later.intersection(used), f"{path}: {used}")

    def test_one_class_for_each_model(self):
        """A room extends each model in one file, named after it, with one class."""
        counts = defaultdict(int)
        for room in get_rooms():
            for path, tree in get_modules(room):
                for node in get_classes(tree):
                    model = get_model(node)
                    if model:
                        counts[room, model] += 1
                        stem = model.replace(".", "_")
                        second = (room, model) in SECOND_CLASSES
                        self.assertTrue(path.stem == stem or second, path)
        self.assertEqual(
            {key: count for key, count in counts.items() if count > 1},
            {**dict.fromkeys(SECOND_CLASSES, 2), **dict.fromkeys(THIRD_CLASSES, 3)},
        )
        on_activities = [counts[key] for key in counts if key[1] == "mail.activity"]
        self.assertLessEqual(sum(on_activities), CLASSES_ON_ACTIVITIES)

    def test_methods_go_on(self):
        """A method with a name that the model has already calls the other one."""
        defined = defaultdict(list)
        for room in get_rooms():
            for path, tree in get_modules(room):
                for node in get_classes(tree):
                    model = get_model(node)
                    names = model if isinstance(model, list) else [model]
                    for method in node.body:
                        ends = "super(" not in ast.unparse(method)
                        if names[-1] and isinstance(method, ast.FunctionDef) and ends:
                            defined[names[-1], method.name].append(path.name)
        self.assertTrue(defined)
        self.assertFalse({key: p for key, p in defined.items() if len(p) > 1})

    def test_depends_once(self):
        """Of two @api.depends on a method, Odoo silently forgets the lower one."""
        for path in [*MODELS.rglob("*.py"), *(ADDON / "wizard").glob("*.py")]:
            for node in ast.walk(ast.parse(path.read_text())):
                names = [
                    ast.unparse(getattr(decorator, "func", decorator))
                    for decorator in getattr(node, "decorator_list", ())
                ]
                self.assertLessEqual(names.count("api.depends"), 1, f"{path}: {names}")

    def test_rooms_introduce_themselves(self):
        """Readers see a room's docstring first."""
        for room in get_rooms():
            doc = ast.get_docstring(
                ast.parse((MODELS / room / "__init__.py").read_text())
            )
            self.assertGreaterEqual(len(doc.splitlines()), 3, room)

    def test_plain_modules(self):
        """Files without a model don't need Odoo, so their tests take milliseconds."""
        for room in get_rooms():
            for path, tree in get_modules(room):
                if path.name in NOT_PLAIN or any(map(get_model, get_classes(tree))):
                    continue
                modules = {name.partition(".")[0] for name in get_names(tree)}
                attributes = {
                    node.attr
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Attribute)
                }
                self.assertNotIn("odoo", modules, path)
                self.assertNotIn("env", attributes, path)
