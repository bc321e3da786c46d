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

    def _get_answers(self, question, record, ask):
        key = (record._name, *question)
        if key not in self.known:
            ids = self.ids.get(record._name, ())
            self.known[key] = dict(ask(record.browse(ids))) if record.id in ids else {}
        return self.known[key]


def get_posting(context, record):
    """Return what is posted, if messages are posted on this record with others."""
    posting = context.get(POSTING)
    if isinstance(posting, Posting) and record and len(record) == 1:
        return posting
    return None
