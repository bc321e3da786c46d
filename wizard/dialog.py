def get_dialog_action(wizard, name, **values):
    """Return the action that opens a wizard in a dialog.

    :param str name: the title of the dialog
    :param values: other values of the action
    :rtype: dict, an action
    """
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": wizard._name,
        "res_id": wizard.id,
        "view_mode": "form",
        "views": [(False, "form")],
        "target": "new",
        **values,
    }
