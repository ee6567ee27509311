# want: Dockerfile:3: RUN nosuchprogram --version: exit code 127; the end of what it printed:
FROM debian:bookworm-slim
RUN nosuchprogram --version
