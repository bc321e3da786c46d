"""Install, upgrade, uninstall, reinstall: on a database that is in use."""

import subprocess

import addon
import databases
import odoo_log
from console import output, say, step
from places import ADDON, CHECKOUT, ROOT
from postgres import psql
from results import Result
from server import SWITCHES

# What an addon may leave behind, one question each; every answer is a list of texts.
TRACES = {
    "columns": """SELECT table_name || '.' || column_name || ' ' || data_type
        || is_nullable FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """SELECT conrelid::regclass || ' ' || conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    "xml ids": "SELECT module || '.' || name FROM ir_model_data",
    "views": "SELECT key || ' ' || name FROM ir_ui_view WHERE key IS NOT NULL",
    "menus": "SELECT id || ' ' || (name->>'en_US') FROM ir_ui_menu",
    "rules": "SELECT id || ' ' || name FROM ir_rule",
    "groups": "SELECT id || ' ' || (name->>'en_US') FROM res_groups",
    "implied groups": "SELECT gid || ' ' || hid FROM res_groups_implied_rel",
    "actions": "SELECT id || ' ' || (name->>'en_US') FROM ir_actions",
    "parameters": "SELECT key FROM ir_config_parameter",
    "filters": "SELECT id || ' ' || name FROM ir_filters",
    "crons": "SELECT id || ' ' || cron_name FROM ir_cron",
    "types": "SELECT id || ' ' || (name->>'en_US') FROM mail_activity_type",
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
        databases.copy(databases.template(demo=True), database)
        # Saving the settings writes parameters of Odoo's own: no trace of ours.
        addon.inside(database, "turn_on", switches=[])
        self.last = psql(LAST_ACTIVITY, database)
        self.activities = self._activities()
        self.traces = self._traces()

    def install(self):
        """Leave alone what is there, and say nothing in the log."""
        self._quiet(self._install_released() or addon.install(self.database))
        if self._activities() != self.activities:
            text = f"{self.activities} became {self._activities()}"
            self.result.fail(f"install: existing activities changed: {text}")

    def use(self):
        """Record outcomes, as users would."""
        report = addon.inside(self.database, "use_addon", switches=SWITCHES)
        self.used = report["recorded"]
        self.result.passed += 1

    def upgrade(self):
        """Keep what users recorded."""
        self._quiet(addon.update(self.database))
        report = addon.inside(self.database, "use_addon", switches=[])
        if report["recorded"] != self.used:
            text = f"{self.used} became {report['recorded']}"
            self.result.fail(f"upgrade: what users recorded changed: {text}")

    def uninstall(self):
        """Leave nothing behind and take nothing of others along."""
        report = addon.inside(self.database, "uninstall", module=ADDON)
        problems = odoo_log.complaints(report["log"])
        after = self._traces()
        for kind, before in self.traces.items():
            left, lost = sorted(after[kind] - before), sorted(before - after[kind])
            problems += [f"{kind} left behind: {text}" for text in left]
            problems += [f"{kind} of others lost: {text}" for text in lost]
        self._count(problems, "uninstall")

    def reinstall(self):
        """Install once more where it has been before."""
        self._quiet(addon.install(self.database))

    def _install_released(self):
        """Install the last released version, if there is one, and say which."""
        tag = _last_release()
        if not tag:
            say("  There is no released version yet: upgrading from this one.")
            return None
        folder = CHECKOUT / "released" / tag
        folder.mkdir(parents=True, exist_ok=True)
        archive = ["git", "-C", ROOT, "archive", f"--prefix={ADDON}/", tag]
        packed = subprocess.run(archive, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
        return addon.install(self.database, folder=folder)

    def _traces(self):
        return {
            kind: set(psql(question, self.database).splitlines())
            for kind, question in TRACES.items()
        }

    def _activities(self):
        return psql(ACTIVITIES + self.last, self.database)

    def _quiet(self, log):
        self._count(odoo_log.complaints_in(log), log.stem)

    def _count(self, problems, what):
        if problems:
            self.result.fail(f"{what}:\n" + "\n".join(problems))
        else:
            self.result.passed += 1


def _last_release():
    """Return the newest release's tag that this clone knows, or None."""
    describe = ["git", "-C", ROOT, "describe", "--tags", "--abbrev=0"]
    try:
        return output([*describe, "--match=19.0.*"])
    except subprocess.CalledProcessError:
        return None
