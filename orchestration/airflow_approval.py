"""A person's yes to models that would move many customers; nobody is asked about one that does not."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator, HITLOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowSkipException

_PATIENCE = timedelta(days=3)


class ApproveModel(ApprovalOperator):
    """Ask the ``question`` beside the ``diff``, and wait; who does not answer in time has said no.

    Skipped when there is no question: then what was found is the champion already. The answer is left to what follows.
    """

    template_fields = (*ApprovalOperator.template_fields, "question")

    def __init__(self, *, question: Any, diff: Any, **arguments: Any) -> None:
        super().__init__(
            subject=str(question),
            body=str(diff),
            defaults=self.REJECT,
            response_timeout=_PATIENCE,
            # It waits for a person, and must not keep tasks off the build file meanwhile.
            pool="default_pool",
            **arguments,
        )
        self.question = question

    def execute(self, context: Context) -> Any:
        """Ask, if there is something to ask."""
        if not self.question:
            raise AirflowSkipException("Few customers change segment: nobody needs to approve.")
        return super().execute(context)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Hand the answer on. Airflow would skip what follows after a no, which is to be written down there."""
        return HITLOperator.execute_complete(self, context, event)


def refusal_of(answer: Mapping[str, Any] | None) -> str | None:
    """Say in a sentence who refused a model; None after a yes, or when nobody was asked."""
    if answer is None or answer["chosen_options"] == [ApproveModel.APPROVE]:
        return None
    if answer["responded_by_user"] is None:
        return "Nobody answered in Airflow in time."
    return "Somebody said no in Airflow."
