# want: Dockerfile:3: RUN pip install --no-index --no-cache-dir …: exit code 1; the end of what it printed:
FROM python:3.11-slim-bookworm
RUN pip install --no-index --no-cache-dir \
    flask==99.0
