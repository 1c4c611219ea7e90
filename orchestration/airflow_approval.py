"""A person's yes to a model that would move many customers; nobody is asked about one that does not."""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowSkipException

_PATIENCE = timedelta(days=3)


class ApproveModel(ApprovalOperator):
    """Show what training found (``version`` and ``diff``), and wait; who does not answer in time has said no.

    Skipped when the diff is empty: then the model is the champion already. A rejected model stays stored.
    """

    template_fields = (*ApprovalOperator.template_fields, "diff")

    def __init__(self, *, diff: Any, version: Any, **arguments: Any) -> None:
        super().__init__(
            subject=f"Let segmentation model {version} take over?",
            body=str(diff),
            defaults=self.REJECT,
            response_timeout=_PATIENCE,
            # It waits for a person, and must not keep tasks off the build file meanwhile.
            pool="default_pool",
            **arguments,
        )
        self.diff = diff

    def execute(self, context: Context) -> Any:
        """Ask, if there is something to ask."""
        if not self.diff:
            raise AirflowSkipException("Few customers change segment: nobody needs to approve.")
        return super().execute(context)
