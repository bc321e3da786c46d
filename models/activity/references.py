"""What rules refer to, looked up past access and archived ones included."""


def find_reference(rules, field_name, records):
    """Return a rule that refers to one of some records, and that record.

    :param BaseModel rules: the model of the rules
    :param str field_name: the field in which they refer to the records
    :return: rule and record, as the superuser; empty ones if there are none
    :rtype: tuple[BaseModel, BaseModel]
    """
    rules = rules.sudo().with_context(active_test=False)
    rule = rules.search([(field_name, "in", records.ids)], limit=1)
    return rule, (rule[field_name] & records.sudo())[:1]
