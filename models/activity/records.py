"""What several rooms ask of records of any model."""


def get_company(records):
    """Return the companies of records, as the superuser; none if they have none.

    :param BaseModel records: of any model, also of one without companies
    :rtype: res.company
    """
    if "company_id" not in records._fields:
        return records.env["res.company"]
    return records.sudo().company_id


def is_active_internal(user):
    """Return whether somebody works here and can have activities.

    :param res.users user: anybody, or nobody
    """
    user = user.sudo()
    return user.active and not user.share
