# want: Dockerfile:3: RUN <<EOF …: exit code 9; the end of what it printed:
FROM debian:bookworm-slim
RUN <<EOF
set -e
echo from a heredoc
exit 9
EOF
