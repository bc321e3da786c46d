from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged

from .common import SharingCommon, in_database, mask_id

LEVELS = ("none", "busy", "read", "full")
# what a viewer can do at each level
ALLOWED = {
    "none": set(),
    "busy": set(),
    "read": {"read"},
    "full": {"read", "write", "unlink"},
}


@tagged("post_install", "-at_install")
class TestSharingLevels(SharingCommon):
    """Who may do what at which level, as a table."""

    def assertLevel(self, activity, viewer, level, lines=()):
        """Check the level, and that every question gets the answer that fits it."""
        with self.subTest(viewer=viewer, lines=lines):
            seen = self._as(viewer, activity)
            Activity = seen.browse().with_context(active_test=False)
            self.assertEqual(seen._get_share_levels()[activity.id][0], level)
            for operation in ("read", "write", "unlink"):
                self.assertEqual(
                    seen.has_access(operation), operation in ALLOWED[level], operation
                )
            is_readable = "read" in ALLOWED[level]
            domain = [("id", "=", activity.id)]
            for asked in (domain, in_database(domain)):
                self.assertEqual(bool(Activity.search(asked)), is_readable)
                self.assertEqual(bool(Activity.search_count(asked)), is_readable)
            with_level = [*domain, ("share_level", "=", level)]
            self.assertEqual(bool(Activity.search(with_level)), is_readable)
            # past the record rules, as through a document
            bypassing = Activity._search(domain, bypass_access=True)
            self.assertEqual(bool(list(bypassing)), is_readable)
            if is_readable:
                self.assertEqual(seen.share_level, level)

    def assertLevels(self, activity, expected, lines=()):
        for viewer, level in expected.items():
            self.assertLevel(activity, viewer, level, lines)

    # ------------------------------------------------------------
    # Who has which level
    # ------------------------------------------------------------

    def test_without_lines(self):
        """Switching on changes nothing: everyone has full access, as in Odoo."""
        activity = self._create_owned()
        for viewer in ("owner", "employee", "leader", "manager", "settings"):
            self.assertLevel(activity, viewer, "full")

    def test_code_of_user(self):
        """What code asked as the superuser says nothing about the user's own levels."""
        activity = self._create_owned()
        self._share("none")
        self._as("employee", activity).sudo()._get_share_policy()
        self.assertLevel(activity, "employee", "none")

    def test_everyone(self):
        """A line for everyone is for colleagues, not for whoever always sees all."""
        activity = self._create_owned(creator=self.creator)
        for level in LEVELS:
            line = self._share(level)
            self.assertLevels(
                activity,
                {
                    "owner": "full",
                    "creator": "full",
                    "leader": "full",
                    "manager": "full",
                    "employee": level,
                    "settings": level,
                    "salesperson": level,
                    "own_documents": level,
                    "outsider": level,
                },
                lines=level,
            )
            line.unlink()

    def test_default(self):
        """Where the owner said nothing, the default of the owner's company applies."""
        activity = self._create_owned()
        for level in LEVELS:
            self.owner.company_id.activity_share_default = level
            self.assertLevels(
                activity,
                {
                    "owner": "full",
                    "employee": level,
                    "outsider": level,
                    "leader": "full",
                },
            )
        self.other_company.activity_share_default = "full"
        self.assertLevel(activity, "employee", "full")
        self.owner.company_id.activity_share_default = "none"
        self.assertLevel(self._create_owned(user_id=self.outsider.id), "owner", "full")

    def test_winning_line(self):
        """A line for a person and a type wins, then person, then everyone's."""
        call, mail = self._create_owned(), self._create_owned(self.mail)
        employee = self.users["employee"]
        for level, viewer, activity_type, on_call, on_mail in (
            ("read", None, None, "read", "read"),
            ("busy", None, self.call, "busy", "read"),
            ("full", employee, None, "full", "full"),
            ("none", employee, self.call, "none", "full"),
        ):
            self._share(level, viewer, activity_type)
            self.assertLevel(call, "employee", on_call)
            self.assertLevel(mail, "employee", on_mail)
        self.assertLevel(call, "salesperson", "busy")

    def test_outsiders(self):
        """For other companies, everyone's line only closes; a person's opens, too."""
        activity = self._create_owned()
        self.owner.company_id.activity_share_default = "busy"
        everyone = self._share("full")
        self.assertLevels(activity, {"outsider": "busy", "employee": "full"})
        everyone.level = "none"
        self.assertLevels(activity, {"outsider": "none", "employee": "none"})
        self._share("read", self.outsider)
        self.assertLevels(activity, {"outsider": "read", "employee": "none"})
        self.outsider.company_ids += self.owner.company_id
        self.assertLevel(activity, "outsider", "read")

    def test_colleague_of_two_companies(self):
        """Everyone means all who have the owner's company among theirs."""
        activity = self._create_owned()
        self.owner.company_id.activity_share_default = "none"
        self._share("read")
        self.assertLevel(activity, "outsider", "none")
        self.outsider.company_ids += self.owner.company_id
        self.assertLevel(activity, "outsider", "read")

    def test_portal(self):
        """Portal users get the lower of everyone's line and the default."""
        activity = self._create_owned()
        self.owner.company_id.activity_share_default = "read"
        levels = {}
        for level in LEVELS:
            line = self._share(level)
            levels[level] = self._as("portal", activity)._get_share_levels()
            line.unlink()
        self.assertEqual(
            [levels[level][activity.id][0] for level in LEVELS],
            ["none", "busy", "read", "read"],
        )

    def test_viewer_turned_portal(self):
        """A line for a person who no longer works here doesn't open anything."""
        employee = self.users["employee"]
        self._share("full", employee)
        self.owner.company_id.activity_share_default = "busy"
        activity = self._create_owned()
        self.assertLevel(activity, "employee", "full")
        employee.group_ids = self.env.ref("base.group_portal")
        levels = self._as("employee", activity)._get_share_levels()
        self.assertEqual(levels[activity.id][0], "busy")

    def test_creator(self):
        """Whoever created it by hand has full access; whoever triggered it hasn't."""
        self._share("none")
        self.assertLevel(self._create_owned(creator=self.creator), "creator", "full")
        for values in ({"automated": True}, {"origin": "plan"}):
            activity = self._create_owned(creator=self.creator, **values)
            self.assertLevel(activity, "creator", "none")

    def test_triggered(self):
        """Whoever completes an activity isn't the creator of what Odoo triggers."""
        self._share("none")
        self.mail.write(
            {
                "chaining_type": "trigger",
                "triggered_next_type_id": self.call.id,
            }
        )
        self.call.default_user_id = self.owner
        for outcomes in (False, True):
            self._switch_outcomes(outcomes)
            done = self._create_activity(self.mail, record=self.contact)
            done.user_id = self.creator
            known = self.Activity.search([])
            outcome = self.mail.outcome_ids[:1].id or None
            self._as("creator", done).action_done(outcome_id=outcome)
            triggered = self.Activity.search([]) - known
            self.assertEqual(triggered.user_id, self.owner)
            self.assertEqual(triggered.origin, "triggered")
            self.assertLevel(triggered, "creator", "none")
            triggered.with_user(self.owner).is_private = True
            self.assertFalse(self._as("creator", triggered).has_access("write"))

    def test_leader(self):
        """Leaders have full access to what members of their active teams do."""
        self._share("none")
        activity = self._create_owned()
        self.assertLevel(activity, "leader", "full")
        team = self.env["crm.team"].search([("user_id", "=", self.leader.id)])
        team.user_id = False
        self.assertLevel(activity, "leader", "none")
        team.user_id = self.leader
        self.assertLevel(activity, "leader", "full")
        team.member_ids = False
        self.assertLevel(activity, "leader", "none")
        team.member_ids = self.owner
        self.assertLevel(activity, "leader", "full")
        team.active = False
        self.assertLevel(activity, "leader", "none")

    def test_private(self):
        """Only the assignee and the creator know of it, whatever lines say."""
        activity = self._create_owned(creator=self.creator, is_private=True)
        for viewer in ("employee", "leader", "manager"):
            self._share("full", self.viewers[viewer])
            self.assertLevel(activity, viewer, "none")
        self.assertLevels(activity, {"owner": "full", "creator": "full"})
        activity.is_private = False
        self.assertLevel(activity, "employee", "full")

    def test_private_and_automated(self):
        """Whoever triggered a private activity doesn't know of it."""
        activity = self._create_owned(creator=self.creator, automated=True)
        activity.is_private = True
        self.assertLevels(activity, {"creator": "none", "owner": "full"})

    def test_without_assignee(self):
        """An activity that nobody is assigned to follows its document alone."""
        self.owner.company_id.activity_share_default = "none"
        activity = self._create_owned(user_id=False)
        for viewer in ("employee", "outsider", "manager"):
            self.assertLevel(activity, viewer, "full")
        activity.is_private = True
        self.assertLevel(activity, "manager", "none")

    def test_without_type(self):
        """An activity without a type is covered by lines for all types only."""
        self._share("none", activity_type=self.call)
        activity = self._create_owned()
        activity.activity_type_id = False
        self.assertLevel(activity, "employee", "full")
        self._share("busy")
        self.assertLevel(activity, "employee", "busy")

    def test_done(self):
        """Done activities are shared like open ones."""
        activity = self._create_owned()
        activity.with_user(self.owner).action_feedback()
        for level in LEVELS:
            line = self._share(level)
            self.assertLevel(activity, "employee", level)
            line.unlink()

    def test_document_is_stricter(self):
        """Sharing never opens an activity on a record that the viewer can't read."""
        activity = self._create_owned()
        activity.write(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
            }
        )
        self._share("full", self.users["employee"])
        seen = self._as("employee", activity)
        self.assertFalse(seen.has_access("read"))
        self.assertFalse(seen.has_access("write"))
        domain = [("id", "=", activity.id)]
        for asked in (domain, in_database(domain)):
            self.assertFalse(seen.search(asked))

    def test_write_takes_full(self):
        """With read, the creator of an automated activity can't write it either."""
        activity = self._create_owned(creator=self.creator, automated=True)
        self._share("read")
        self.assertLevel(activity, "creator", "read")

    # ------------------------------------------------------------
    # Free activities
    # ------------------------------------------------------------

    def test_free(self):
        """Free activities are their assignee's own until a line opens them."""
        free = self._create_free()
        for viewer in ("employee", "leader", "manager", "settings", "outsider"):
            self.assertLevel(free, viewer, "none")
        self.assertLevel(free, "owner", "full")
        for level in LEVELS:
            line = self._share(level)
            for viewer in ("employee", "leader", "manager"):
                self.assertLevel(free, viewer, level, lines=level)
            self.assertLevel(free, "outsider", "none")
            line.viewer_id = self.outsider
            self.assertLevel(free, "outsider", level, lines=level)
            self.assertLevel(free, "employee", "none")
            line.unlink()

    def test_free_types(self):
        """A line for one type opens no other one; one can be left out."""
        call, mail = self._create_free(), self._create_free(self.mail)
        employee = self.users["employee"]
        line = self._share("read", employee, self.call)
        self.assertLevel(call, "employee", "read")
        self.assertLevel(mail, "employee", "none")
        line.level = "none"
        self._share("full", employee)
        self.assertLevel(call, "employee", "none")
        self.assertLevel(mail, "employee", "full")

    def test_free_and_private(self):
        """Private to-dos stay private, whatever lines say, also from their creator."""
        free = self._create_free(is_private=True)
        self._share("full")
        self._set_creator(free, self.creator)
        for viewer in ("employee", "creator", "manager"):
            self.assertLevel(free, viewer, "none")
        self.assertLevel(free, "owner", "full")

    def test_free_creator(self):
        """The creator of a free activity doesn't find it, as in Odoo."""
        free = self._create_free()
        self._set_creator(free, self.creator)
        self.assertLevel(free, "creator", "none")

    # ------------------------------------------------------------
    # How it is refused
    # ------------------------------------------------------------

    def test_hidden_looks_missing(self):
        """Hidden activities are refused like missing ones, in every language."""
        self.env["res.lang"]._activate_lang("de_DE")
        hidden, missing = self._create_owned(count=2)
        self._share("none")
        missing.unlink()
        for lang in ("en_US", "de_DE"):
            errors = []
            for activity in (hidden, missing):
                seen = self._as("employee", activity).with_context(lang=lang)
                with self.assertRaises(UserError) as caught:
                    seen.write({"summary": "Flow"})
                error = caught.exception
                errors.append(
                    (
                        type(error).__module__,
                        type(error).__name__,
                        error.http_status,
                        mask_id(error, activity.id),
                    )
                )
            self.assertEqual(*errors)

    def test_error_is_about_access(self):
        """Inside, it is an error about access: Odoo swallows the other ones."""
        activity = self._create_owned()
        self._share("busy")
        with self.assertRaises(AccessError) as caught:
            self._as("employee", activity).summary  # noqa: B018
        self.assertNotIsInstance(caught.exception, MissingError)
        self.assertIn("has been deleted", str(caught.exception))

    def test_refused_with_read(self):
        """With read, a change is refused as Odoo refuses one."""
        activity = self._create_owned()
        self._share("read")
        with self.assertRaises(AccessError) as caught:
            self._as("employee", activity).write({"summary": "Flow"})
        self.assertIn("security restrictions", str(caught.exception))
        self.assertEqual(type(caught.exception), AccessError)

    def test_hidden_among_others(self):
        """The error names the first that looks missing; the others can be filtered."""
        visible, hidden, missing = self._create_owned(count=3)
        hidden.activity_type_id = self.mail
        self._share("none", activity_type=self.mail)
        missing.unlink()
        for ids, named in (
            ((visible | hidden).ids, hidden),
            ((missing | hidden).ids, missing),
            ((hidden | missing).ids, hidden),
        ):
            seen = self._as("employee", self.Activity.browse(ids))
            with self.assertRaises(AccessError) as caught:
                seen.check_access("write")
            self.assertIn(f"({named.id},)", str(caught.exception))
        seen = self._as("employee", visible | hidden)
        self.assertEqual(seen._filtered_access("read"), visible)

    def test_nothing_in_the_cache(self):
        """Asking for access brings no value of a hidden activity into the cache."""
        visible, hidden = self._create_owned(count=2)
        hidden.activity_type_id = self.mail
        self._share("none", activity_type=self.mail)
        seen = self._as("employee", visible | hidden)
        for activity in seen:
            activity.has_access("read")
            activity.has_access("write")
        with self.assertRaises(AccessError):
            seen[1].summary  # noqa: B018

    # ------------------------------------------------------------
    # Creating, and locks
    # ------------------------------------------------------------

    def test_creating_for_others(self):
        """Users and code can give activities to people who share nothing."""
        self._share("none")
        contact = self._as("employee", self.contact)
        for automated in (False, True):
            activity = contact.activity_schedule(
                activity_type_id=self.call.id,
                user_id=self.owner.id,
                automated=automated,
            )
            self.env.flush_all()
            self.assertEqual(activity.sudo().user_id, self.owner)
            level = "none" if automated else "full"
            self.assertLevel(activity.with_env(self.env), "employee", level)

    def test_locks(self):
        """The assignee and the creator lock an activity, and nobody else."""
        activity = self._create_owned(creator=self.creator)
        for viewer in ("owner", "creator"):
            seen = self._as(viewer, activity)
            seen.is_private = True
            seen.is_private = False
        self.env.flush_all()
        for viewer in ("employee", "leader", "manager"):
            seen = self._as(viewer, activity)
            with self.assertRefused("private", error=AccessError):
                seen.is_private = True
            seen.write({"is_private": False, "summary": "Flow unchanged"})
        values = {"user_id": self.users["employee"].id, "is_private": True}
        self._as("owner", activity).write(values)
        self.assertTrue(activity.is_private)

    def test_locked_without_assignee(self):
        """A private activity keeps an assignee: without one, it would be lost."""
        activity = self._create_owned(is_private=True)
        for values in ({"user_id": False}, {"user_id": False, "is_private": True}):
            with self.assertRefused("assignee", error=AccessError):
                self._as("owner", activity).write(values)
        self.env.flush_all()
        self.assertEqual(activity.user_id, self.owner)
        self.assertLevel(activity, "employee", "none")
        with self.assertRaises(AccessError) as caught:
            self._as("employee", activity).write({"user_id": False})
        self.assertIn("has been deleted", str(caught.exception))
        self.assertNotIn("assignee", str(caught.exception))
        free = self._create_owned(user_id=False, creator=self.owner)
        with self.assertRefused("needs an assignee", error=AccessError):
            self._as("owner", free).is_private = True
        model_id = self.env["ir.model"]._get_id("res.partner")
        values = {"res_model_id": model_id, "res_id": self.contact.id}
        with self.assertRefused("needs an assignee", error=AccessError):
            self._as("owner", self.Activity).create(
                {**values, "user_id": False, "is_private": True}
            )
        self._as("owner", free).write({"is_private": True, "user_id": self.owner.id})
        self.assertTrue(free.is_private)
        visible = self._create_owned(is_private=True)
        self._as("owner", visible).write({"user_id": False, "is_private": False})
        self.assertLevel(visible, "employee", "full")

    def test_lock_of_a_new_one(self):
        """Whoever creates an activity by hand can lock it, for others, too."""
        values = {
            "activity_type_id": self.call.id,
            "is_private": True,
            "res_id": self.contact.id,
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "user_id": self.owner.id,
        }
        seen = self._as("employee", self.Activity)
        activity = seen.create(values)
        self.assertLevel(activity.with_env(self.env), "employee", "full")
        self.assertLevel(activity.with_env(self.env), "manager", "none")
        with self.assertRefused("private", error=AccessError):
            seen.create({**values, "automated": True})

    def test_lock_of_a_hidden_one(self):
        """Locking a hidden activity is refused as if it were missing."""
        activity = self._create_owned()
        self._share("busy")
        with self.assertRaises(AccessError) as caught:
            self._as("employee", activity).is_private = True
        self.assertIn("has been deleted", str(caught.exception))

    def test_lock_of_a_read_one(self):
        """Who may read an activity is refused a lock as any other change."""
        activity = self._create_owned()
        self._share("read")
        seen = self._as("employee", activity)
        refusals = []
        for values in ({"summary": "Flow"}, {"is_private": True}):
            with self.assertRaises(AccessError) as caught:
                seen.write(values)
            refusals.append(str(caught.exception))
        self.assertEqual(*refusals)

    # ------------------------------------------------------------
    # The switch
    # ------------------------------------------------------------

    def test_off(self):
        """While Sharing is off, all is as in Odoo; lines and locks stay."""
        activity = self._create_owned(is_private=True)
        free = self._create_free()
        line = self._share("none")
        self.assertLevel(activity, "employee", "none")
        self._switch("group_activity_sharing", on=False)
        seen = self._as("employee", activity)
        self.assertTrue(seen.has_access("write"))
        self.assertEqual(seen.share_level, "full")
        self.assertEqual(seen.search([("share_level", "=", "full")]) & seen, seen)
        self.assertFalse(seen.search([("share_level", "=", "none")]))
        self.assertFalse(self._as("employee", free).has_access("read"))
        self._switch("group_activity_sharing")
        self.assertTrue(line.exists())
        self.assertTrue(activity.is_private)
        self.assertLevel(activity, "employee", "none")

    def test_superuser(self):
        """The superuser sees all, and so does code that runs as it."""
        activity = self._create_owned(is_private=True)
        self._share("none")
        seen = self._as("employee", activity).sudo()
        self.assertEqual(seen.share_level, "full")
        self.assertTrue(seen.search([("id", "=", activity.id)]))

    def test_queries_while_off(self):
        """While Sharing is off, it asks the database nothing."""
        activity = self._create_owned()
        self._switch("group_activity_sharing", on=False)
        seen = self._as("employee", activity)
        self.assertFalse(seen._has_sharing())
        with self.assertQueryCount(0):
            self.assertTrue(seen._get_level_domain().is_true())
            self.assertTrue(seen._get_opened_domain(True).is_false())
            self.assertEqual(seen._split_by_level("read")[0], seen)
            self.assertFalse(seen._filter_hidden_from_user())
