# want: Dockerfile:4: RUN false | cat: exit code 1; it printed nothing
FROM debian:bookworm-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN false | cat
