"""What Odoo asks for one message after another, asked once for many completions.

Plain, without Odoo.
"""

POSTING = "activity_posting"


class Posting:
    """Documents on which messages are going to be posted, and what is known of them.

    A value in the context that no client can send: what arrives by RPC is plain.

    :param dict ids: of the documents, by model
    """

    def __init__(self, ids):
        self.ids = ids
        self.existing = {}
        self.known = {}

    def get(self, question, record, ask):
        """Return the answer for a record.

        :param tuple question: what is asked
        :param ask: returns the answers for records of this model, by id
        """
        answers = self._get_answers(question, record, ask)
        if record.id not in answers:
            answers.update(ask(record))
        return answers[record.id]

    def take(self, question, record, ask):
        """Return the same, for the first message on a record only.

        That one can change what is known.
        """
        answers = self._get_answers(question, record, ask)
        if record.id not in answers:
            return ask(record)[record.id]
        return answers.pop(record.id)

    def forget(self, kind, model, id_):
        """Ask anew about one record: what messages on others change holds there, too.

        :param str kind: the first part of the questions
        """
        for key, answers in self.known.items():
            if key[:2] == (model, kind):
                answers.pop(id_, None)

    def _get_answers(self, question, record, ask):
        key = (record._name, *question)
        if key not in self.known:
            documents = self._get_existing(record)
            is_one = record.id in documents.ids
            self.known[key] = dict(ask(documents)) if is_one else {}
        return self.known[key]

    def _get_existing(self, record):
        """Return the documents of a record's model; some can be gone, as for Odoo.

        A single one needs no others to be asked for with it.
        """
        model = record._name
        if model not in self.existing:
            documents = record.browse(self.ids.get(model, ()))
            several = len(documents) > 1
            self.existing[model] = documents.exists().ids if several else []
        return record.browse(self.existing[model])


def get_posting(context, record):
    """Return what is posted, if messages are posted on this record with others."""
    posting = context.get(POSTING)
    if isinstance(posting, Posting) and record and len(record) == 1:
        return posting
    return None
