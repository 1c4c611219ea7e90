# The image of every Airflow service in docker-compose.yml, and of `segmart` alone. It holds what the tests ran with:
# the packages of requirements.lock without the extras demo and dev.

FROM python:3.11-slim AS build

WORKDIR /opt/segmart
RUN python -m venv /opt/venv

# The packages first: their layer stays as long as the lock does.
COPY pyproject.toml requirements.lock ./
COPY scripts/runtime_lock.py scripts/
RUN python scripts/runtime_lock.py > /tmp/runtime.lock \
    && /opt/venv/bin/python -m pip --disable-pip-version-check install \
        --no-cache-dir --no-deps --require-hashes -r /tmp/runtime.lock

COPY README.md LICENSE ./
COPY expectations expectations
COPY extract_load extract_load
COPY ml_tasks ml_tasks
COPY orchestration orchestration
COPY warehouse warehouse
COPY dbt_project dbt_project
COPY dags dags
# Editable, because the code finds dags, contracts and the dbt project beside itself.
RUN /opt/venv/bin/python -m pip --disable-pip-version-check install \
        --no-cache-dir --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/python -m compileall -q .


FROM python:3.11-slim

# A new named volume takes over the owner of the folder on which it is mounted.
RUN groupadd --gid 10001 segmart \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data segmart \
    && install --directory --owner segmart --group segmart --mode 0755 /data \
    && install --directory --owner segmart --group segmart --mode 0700 /data/landing /data/backups

COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/segmart /opt/segmart

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SEGMART_HOME=/data

WORKDIR /opt/segmart
USER 10001:10001
CMD ["segmart", "status"]
