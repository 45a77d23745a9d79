# One image for web, worker, beat and the migration step. What it runs as is said in docker-compose.yml.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements/app.txt requirements/app.txt
# Wheels only, each checked against its hash: nothing is built here and nothing unlocked gets in.
RUN pip install --require-hashes --no-deps --only-binary :all: --requirement requirements/app.txt
# The fonts go into the environment; what cuts them stays out of the image.
COPY tools/fonts.py /build/tools/fonts.py
RUN cd /build && python -m tools.fonts
COPY manage.py LICENSE ./
COPY apps apps
COPY config config
COPY static static
COPY templates templates
# These values are thrown away with this line: collecting files needs settings that load, and no service.
RUN DJANGO_SETTINGS_MODULE=config.settings.prod \
    SECRET_KEY=while-collecting-static-files-only-0123456789-abcdefghijklm \
    ALLOWED_HOSTS=build.invalid \
    SITE_URL=https://build.invalid \
    DATABASE_URL=postgres://build:build@build.invalid/build \
    REDIS_URL=redis://build.invalid/0 \
    EMAIL_URL=smtp+tls://build.invalid \
    DEFAULT_FROM_EMAIL=build@build.invalid \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q apps config

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod
RUN groupadd --system --gid 10001 acquaint \
    && useradd --system --uid 10001 --gid acquaint --no-create-home --home-dir /nonexistent acquaint
WORKDIR /app
# Owned by root: the application can read its code and change none of it.
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=8s --start-period=30s --retries=3 CMD ["python", "-m", "config.health", "web"]
# Wrong settings end here with one sentence, whichever of the four commands was to run.
ENTRYPOINT ["python", "-m", "config.entrypoint"]
CMD ["gunicorn", "--config", "python:config.gunicorn"]
