# want: Dockerfile:3: RUN sh -e <<EOF …: exit code 6; the end of what it printed:
FROM debian:bookworm-slim
RUN sh -e <<EOF
echo to a command
exit 6
EOF
