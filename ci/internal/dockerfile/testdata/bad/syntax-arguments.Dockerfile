# want: Dockerfile:3: COPY requires at least two arguments
FROM debian:bookworm-slim
COPY a
