# want: Dockerfile:5: RUN echo "$WHAT ${OTHER}" && …: exit code 2; the end of what it printed:
FROM debian:bookworm-slim
ARG WHAT=one
ENV OTHER=two
RUN echo "$WHAT ${OTHER}" && \
    # a comment in the middle
    exit 2
COPY hello.txt /
