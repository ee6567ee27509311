# want: Dockerfile:4: RUN id: get user: unable to find user nosuch: no matching entries in passwd file
FROM debian:bookworm-slim
USER nosuch
RUN id
