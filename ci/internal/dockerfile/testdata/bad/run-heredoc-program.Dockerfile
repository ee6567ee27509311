# want: Dockerfile:3: RUN <<EOF …: exit code 8; the end of what it printed:
FROM debian:bookworm-slim
RUN <<EOF
#!/bin/sh
echo from a program
exit 8
EOF
