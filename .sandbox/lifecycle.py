"""Install, upgrade, uninstall, reinstall: on a database that is in use."""

import subprocess

import addon
import databases
import odoo_log
from console import Stop, output, say, step
from places import ADDON, CHECKOUT, ROOT
from postgres import psql
from results import Result
from server import SWITCHES

# Where an installation begins while no version is released: the last commit before the
# code moved into rooms, which must not touch any database that was made with it.
BEFORE_ROOMS = "ee45eca7462ea3c806ce7c8f2c1e18a5204895e2"

# What an installed addon consists of, one question each; every answer is a list of
# texts. No ids in them: they differ from one installation to the next. The constraint
# left out is Odoo's own, declared twice; it changes whenever an addon extends groups.
# Messages and the deals of What Works are demo data, which only an installation loads;
# nor does an upgrade load favorites: those that were deleted stay away.
SCHEMA = {
    "columns": """SELECT concat_ws(' ', table_name || '.' || column_name, data_type,
        character_maximum_length, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """SELECT concat_ws(' ', conrelid::regclass, conname,
        pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        AND conname <> 'rule_group_rel_group_id_fkey'""",
    "selections": """SELECT concat_ws(' ', model, f.name, s.sequence, value)
        FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = field_id""",
    "xml ids": """SELECT concat_ws(' ', module || '.' || name, model, noupdate)
        FROM ir_model_data WHERE model NOT IN ('ir.filters', 'mail.message')
        AND name !~ '^(crm_lead|mail_activity)_effect_[0-9]'""",
    "access rights": """SELECT concat_ws(' ', m.model, a.name, g.name, a.active,
        perm_read, perm_write, perm_create, perm_unlink)
        FROM ir_model_access a JOIN ir_model m ON m.id = model_id
        LEFT JOIN ir_model_data g ON g.model = 'res.groups' AND g.res_id = group_id""",
}
# What an addon may leave behind.
TRACES = SCHEMA | {
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    "views": "SELECT key || ' ' || name FROM ir_ui_view WHERE key IS NOT NULL",
    "menus": "SELECT id || ' ' || (name->>'en_US') FROM ir_ui_menu",
    "rules": "SELECT id || ' ' || name FROM ir_rule",
    "groups": "SELECT id || ' ' || (name->>'en_US') FROM res_groups",
    "implied groups": "SELECT gid || ' ' || hid FROM res_groups_implied_rel",
    "actions": "SELECT id || ' ' || (name->>'en_US') FROM ir_actions",
    "parameters": "SELECT key FROM ir_config_parameter",
    "filters": "SELECT id || ' ' || name FROM ir_filters",
    "defaults": """SELECT concat_ws(' ', model, f.name, json_value)
        FROM ir_default d JOIN ir_model_fields f ON f.id = field_id""",
    "exports": """SELECT concat_ws(' ', e.id, resource, l.name)
        FROM ir_exports e LEFT JOIN ir_exports_line l ON export_id = e.id""",
    "crons": "SELECT id || ' ' || cron_name FROM ir_cron",
    "types": "SELECT id || ' ' || (name->>'en_US') FROM mail_activity_type",
}
# What stays after an uninstall: a type in use, under an id by which it is found again.
KEPT = {
    "types": "{id} Project",
    "xml ids": f"__{ADDON}__.mail_activity_data_project mail.activity.type t",
}
KEPT_ID = "SELECT id FROM mail_activity_type WHERE name->>'en_US' = 'Project'"
TWICE = """SELECT name->>'en_US' FROM mail_activity_type
    GROUP BY 1 HAVING count(*) > 1"""
# What nothing works without: no one can delete it.
NEEDED = {
    "mail_activity_outcome_automatic",
    "mail_activity_outcome_completed",
    "mail_activity_status_cancelled",
    "mail_activity_status_done",
}
# Our demo data adds activities; those that were there must stay as they were.
LAST_ACTIVITY = "SELECT coalesce(max(id), 0) FROM mail_activity"
ACTIVITIES = """SELECT count(*), sum(id), count(*) FILTER (WHERE active),
    min(date_deadline), max(date_done), sum(user_id) FROM mail_activity
    WHERE id <= """


def run(slot):
    """Return what each stage in the life of an installation found."""
    life = Life(addon.own_name("life", slot))
    for title, stage in (
        ("Install on a database with data", life.install),
        ("Switch everything on and complete activities", life.use),
        ("Upgrade", life.upgrade),
        ("Uninstall", life.uninstall),
        ("Reinstall", life.reinstall),
        ("Upgrade what an administrator renamed and imitated", life.upgrade_edited),
        ("Upgrade what an administrator deleted", life.upgrade_deleted),
    ):
        with step(title):
            stage()
        if life.result.failed:
            return life.result
    databases.drop(life.database)
    return life.result


class Life:
    """One database on its way; every stage counts as one test."""

    def __init__(self, database):
        self.database = database
        self.result = Result()
        self.folder = _first_version()
        databases.copy(databases.template(demo=True), database)
        # Saving the settings writes parameters of Odoo's own: no trace of ours.
        addon.inside(database, "turn_on", switches=[])
        self.last = psql(LAST_ACTIVITY, database)
        self.activities = self._activities()
        self.traces = self._answers(TRACES)

    def install(self):
        """Leave alone what is there, and say nothing in the log."""
        self._quiet(addon.install(self.database, folder=self.folder))
        if self._activities() != self.activities:
            text = f"{self.activities} became {self._activities()}"
            self.result.fail(f"install: existing activities changed: {text}")

    def use(self):
        """Record outcomes and rename records, as users would, in three languages."""
        self.used = self._use(SWITCHES, self.folder)
        self.result.passed += 1

    def upgrade(self):
        """Keep what users recorded, and every translation of what they may rename."""
        self._quiet(addon.update(self.database))
        self.upgraded = self._answers(SCHEMA)
        after = self._use([])
        problems = [  # what a later version ships, too, wasn't there before
            f"{what} was {before}, became {after.get(what)}"
            for what, before in self.used.items()
            if before != after.get(what)
        ]
        self._count(problems, "upgrade: what users recorded changed")

    def uninstall(self):
        """Leave nothing behind but a type in use, and take nothing of others along."""
        report = addon.inside(self.database, "uninstall", module=ADDON)
        problems = odoo_log.complaints(report["log"])
        type_id = psql(KEPT_ID, self.database)
        for kind, text in KEPT.items():
            self.traces[kind].add(text.format(id=type_id))
        problems += _differences(
            *(self.traces, self._answers(TRACES)),
            *("of others lost", "left behind"),
        )
        self._count(problems, "uninstall")

    def reinstall(self):
        """Install once more; an upgrade has left what an installation makes.

        Only a type in use was left behind, so this is a fresh installation, on the same
        data. It finds that type again.
        """
        self._quiet(addon.install(self.database))
        fresh = self._answers(SCHEMA)
        names = "only in the fresh installation", "only after the upgrade"
        self._count(_differences(fresh, self.upgraded, *names), "schema")
        self._count(psql(TWICE, self.database).splitlines(), "types that exist twice")

    def upgrade_edited(self):
        """Leave shipped records as an administrator renamed and archived them."""
        shipped = self._upgrade_changed("edit")
        if not set(shipped) > NEEDED:
            self.result.fail(f"nothing was shipped to begin with: {shipped}")

    def upgrade_deleted(self):
        """Don't bring back what an administrator deleted; its name may be taken."""
        shipped = self._upgrade_changed("delete")
        if set(shipped) != NEEDED:
            self.result.fail(f"not what nothing works without: {shipped}")

    def _upgrade_changed(self, change):
        """Upgrade after a change of the shipped records; return those that are left."""
        before = addon.inside(self.database, "change_shipped", change=change)["state"]
        self._quiet(addon.update(self.database))
        report = addon.inside(self.database, "change_shipped", change=None)
        after = report["state"]
        problems = [
            f"{what} was {before.get(what)}, became {after.get(what)}"
            for what in before | after
            if before.get(what) != after.get(what)
        ]
        self._count(problems, "upgrade: what an administrator changed came back")
        return report["shipped"]

    def _answers(self, questions):
        return {
            kind: set(psql(question, self.database).splitlines())
            for kind, question in questions.items()
        }

    def _use(self, switches, folder=None):
        """Return what users recorded, by what it belongs to."""
        words = {"switches": switches, "folder": folder}
        return addon.inside(self.database, "use_addon", **words)["recorded"]

    def _activities(self):
        return psql(ACTIVITIES + self.last, self.database)

    def _quiet(self, log):
        self._count(odoo_log.complaints_in(log), log.stem)

    def _count(self, problems, what):
        if problems:
            self.result.fail(f"{what}:\n" + "\n".join(problems))
        else:
            self.result.passed += 1


def _differences(before, after, lost, left):
    """Return in words what is in only one of two sets of answers."""
    problems = []
    for kind in before:
        gone, new = before[kind] - after[kind], after[kind] - before[kind]
        problems += [f"{kind} {lost}: {text}" for text in sorted(gone)]
        problems += [f"{kind} {left}: {text}" for text in sorted(new)]
    return problems


def _first_version():
    """Return an addons folder with the version that the installation begins with."""
    version = _last_release() or BEFORE_ROOMS
    say(f"  The upgrade is from {version}.")
    folder = CHECKOUT / "released" / version
    folder.mkdir(parents=True, exist_ok=True)
    archive = ["git", "-C", ROOT, "archive", f"--prefix={ADDON}/", version]
    packed = subprocess.run(archive, capture_output=True)
    if packed.returncode:  # a shallow clone: where it came from has the rest
        fetch = ["git", "-C", ROOT, "fetch", "--quiet", "--unshallow"]
        subprocess.run(fetch, capture_output=True)
        packed = subprocess.run(archive, capture_output=True)
    if packed.returncode:
        raise Stop(
            f"Commit {version}, which the upgrade is tested from, isn't in this clone."
            " Fetch the whole history first: git fetch --unshallow"
        )
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
    return folder


def _last_release():
    """Return the newest release's tag that this clone knows, or None."""
    describe = ["git", "-C", ROOT, "describe", "--tags", "--abbrev=0"]
    try:
        return output([*describe, "--match=19.0.*"])
    except subprocess.CalledProcessError:
        return None
