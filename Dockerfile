# The bot as an image: `docker build -t fine-tune-or-not .`, or docker-compose.yml. docs/deployment.md says how to run it.
# Nothing is fetched at run time: the local embedding model comes with the requirements.
# The image is named by its digest, as several public projects name it; a newer one has newer fixes of Debian's: change both lines.

FROM python:3.11.15-slim-bookworm@sha256:d29f48a31a8b408ed19272ca1e7b10ebae13b240a27e862d3d4217c528e2e0c3 AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/ftn
WORKDIR /src
COPY requirements.lock requirements-dev.lock ./
RUN /opt/ftn/bin/pip install --require-hashes -r requirements.lock
# What speaks to a PostgreSQL server, an extra, from the other lock file so that it has hashes too.
RUN sed -n '/^asyncpg==/,/[^\\]$/p' requirements-dev.lock > postgres.lock \
    && /opt/ftn/bin/pip install --require-hashes --no-deps -r postgres.lock
# What builds the package, taken from the other lock file so that it has hashes too; it stays in this stage.
RUN sed -n '/^\(hatchling\|packaging\|pathspec\|pluggy\|tomlkit\|trove-classifiers\)==/,/[^\\]$/p' requirements-dev.lock > build.lock \
    && pip install --require-hashes -r build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
COPY prompts prompts
RUN pip wheel --no-deps --no-index --no-build-isolation --wheel-dir /wheel . \
    && /opt/ftn/bin/pip install --no-deps --no-index /wheel/*.whl

FROM python:3.11.15-slim-bookworm@sha256:d29f48a31a8b408ed19272ca1e7b10ebae13b240a27e862d3d4217c528e2e0c3
LABEL org.opencontainers.image.title="fine-tune-or-not" org.opencontainers.image.licenses="MIT"
# A number, so that Kubernetes can see that it is not root; a volume's files keep their owner from one image to the next.
RUN groupadd --gid 10001 ftn \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin ftn \
    && install --directory --owner=10001 --group=10001 --mode=0750 /data
COPY --from=build /opt/ftn /opt/ftn
# Two arenas of memory for all threads: each would keep what it has freed in one of its own, 20 to 40 MB of 460 after
# 500 turns (measured).
ENV PATH=/opt/ftn/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ORT_DISABLE_TELEMETRY=1 \
    FTN_DATA_DIR=/data \
    FTN_HTTP_HOST=0.0.0.0 \
    FTN_HTTP_PORT=8080
# Told so, it takes nothing more, lets turns under way end and is gone within 60 seconds: `docker stop --timeout 60`.
STOPSIGNAL SIGTERM
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
# The first start builds the index before it listens. No proxy: the address is this container's own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=180s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['FTN_HTTP_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["ftn"]
CMD ["serve"]
