import re

from odoo.tests import new_test_user

from ..common import ActivityFlowCommon


def in_database(domain):
    """Return a domain that finds the same, on whose records the database decides.

    Odoo's way is for activities that a domain names, see ``_decides_in_database``.
    """
    return ["|", ("id", "<", 0), *domain]


def mask_id(error, id_):
    """Return the text of an error about a record without its id.

    The user is named, too, and can have the same number.
    """
    return re.sub(rf"(?<!: )\b{id_}\b", "ID", str(error))


class SharingCommon(ActivityFlowCommon):
    """Sharing is on; Olga owns activities, and colleagues of all kinds look at them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_sharing")
        cls.Share = cls.env["mail.activity.share"]
        cls.call = cls._create_type()
        cls.mail = cls._create_type("Flow mail")
        everything = "sales_team.group_sale_salesman_all_leads"
        cls.owner = new_test_user(cls.env, login="flow_owner", groups=everything)
        cls.leader = new_test_user(cls.env, login="flow_leader", groups=everything)
        cls.creator = new_test_user(cls.env, login="flow_creator", groups=everything)
        cls.other_company = cls.env["res.company"].create({"name": "Flow other"})
        cls.outsider = new_test_user(
            cls.env,
            login="flow_outsider",
            groups=everything,
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.viewers = {
            **cls.users,
            "owner": cls.owner,
            "leader": cls.leader,
            "creator": cls.creator,
            "outsider": cls.outsider,
        }
        cls.env["crm.team"].create(
            {
                "name": "Flow team",
                "user_id": cls.leader.id,
                "member_ids": [(6, 0, cls.owner.ids)],
            }
        )
        # everybody, portal users aside, can read and write contacts
        cls.contact = cls.env["res.partner"].create({"name": "Flow contact"})
        cls.env.user.group_ids += cls.env.ref("base.group_partner_manager")
        for viewer in cls.viewers.values():
            if viewer._is_internal():
                viewer.group_ids += cls.env.ref("base.group_partner_manager")

    @classmethod
    def _share(cls, level, viewer=None, activity_type=None, owner=None):
        """Let an owner, Olga by default, share with a person or everyone."""
        return cls.Share.create(
            {
                "user_id": (owner or cls.owner).id,
                "viewer_id": viewer.id if viewer else False,
                "activity_type_id": activity_type.id if activity_type else False,
                "level": level,
            }
        )

    @classmethod
    def _create_owned(cls, activity_type=None, creator=None, **values):
        """Create an activity of Olga on a contact that everyone can write.

        By the system; by hand if there is a creator.
        """
        activity = cls._create_activity(
            activity_type or cls.call,
            record=cls.contact,
            **{"user_id": cls.owner.id, "automated": not creator, **values},
        )
        cls._set_creator(activity, creator or cls.env.user)
        return activity

    @classmethod
    def _create_free(cls, activity_type=None, **values):
        """Create an activity of Olga without a document."""
        return cls.Activity.create(
            {
                "activity_type_id": (activity_type or cls.call).id,
                "user_id": cls.owner.id,
                "summary": "Flow free",
                **values,
            }
        )

    @classmethod
    def _set_creator(cls, activities, user):
        activities.flush_recordset()
        cls.env.cr.execute(
            "UPDATE mail_activity SET create_uid = %s WHERE id IN %s",
            (user.id, activities._ids),
        )
        activities.invalidate_recordset()

    def _as(self, viewer, records):
        """Return records as a viewer sees them who has just logged in."""
        self.env.flush_all()
        self.env.invalidate_all()
        if isinstance(viewer, str):
            viewer = self.viewers[viewer]
        return records.with_env(self.env(user=viewer, context={}))
