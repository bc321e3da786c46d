from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class MailActivityOutcome(models.Model):
    """The names of outcomes: unique without regard to case, in every language.

    A class of its own, because a translated name is written in four ways.
    """

    _inherit = "mail.activity.outcome"

    # The source terms are unique whoever writes at the same moment; the translations
    # are compared by _check_name, because the languages of a database change.
    _unique_name = models.UniqueIndex(
        "(lower(btrim(name->>'en_US')))",
        "An outcome with this name already exists, perhaps among the archived ones. "
        "Choose another name, or restore the archived outcome.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        self._check_names_free([vals.get("name") for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        self.check_access("write")
        if vals.get("name") and self.env.lang in (None, "en_US"):
            self._check_names_free([vals["name"]] * len(self))
        return super().write(vals)

    def _update_field_translations(self, field_name, *args, **kwargs):
        """The dialog of translations writes past the constraints."""
        result = super()._update_field_translations(field_name, *args, **kwargs)
        if field_name == "name":
            self.env.registry.clear_cache()  # _get_label
            self._check_name()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" not in (default or {}):
            for outcome, vals in zip(self, vals_list, strict=True):
                vals["name"] = outcome._get_copy_name()
        return vals_list

    def _get_copy_name(self):
        """Return a name for a copy that no outcome has: each copy adds one “(copy)”."""
        name = self.env._("%(name)s (copy)", name=self.name)
        names = {outcome.name for outcome in self._get_catalogue()}
        while name in names:
            name = self.env._("%(name)s (copy)", name=name)
        return name

    def _get_catalogue(self):
        # pylint: disable-next=no-search-all  # a catalogue, some dozens of records
        return self.with_context(active_test=False).search([])

    @api.constrains("name")
    def _check_name(self):
        """No two outcomes may read the same, case aside, in an installed language."""
        self.flush_model(["name"])
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        twins = self.env.execute_query(
            SQL(
                """
                SELECT mine.id
                  FROM mail_activity_outcome mine
                  JOIN mail_activity_outcome other ON other.id != mine.id
                  JOIN unnest(%(languages)s) lang ON
                       lower(btrim(COALESCE(mine.name->>lang, mine.name->>'en_US')))
                     = lower(btrim(COALESCE(other.name->>lang, other.name->>'en_US')))
                 WHERE mine.id IN %(ids)s
                 LIMIT 1
                """,
                languages=languages,
                ids=self._ids,
            )
        )
        if twins:
            raise ValidationError(self._get_name_error(self.browse(twins[0][0]).name))

    def _check_names_free(self, names):
        """Refuse names that the unique index would refuse, with a sentence.

        :param list[str] names: source terms that are about to be written
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT name->>'en_US' FROM mail_activity_outcome WHERE id != ALL(%s)",
                self.ids,
            )
        )
        taken = {name.strip().lower() for (name,) in rows}
        for name in map(str, filter(None, names)):
            if name.strip().lower() in taken:
                raise ValidationError(self._get_name_error(name))
            taken.add(name.strip().lower())

    def _get_name_error(self, name):
        return self.env._(
            "An outcome named “%(name)s” already exists, perhaps among the archived "
            "ones. Choose another name, or restore the archived outcome.",
            name=name,
        )
