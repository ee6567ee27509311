# want: Dockerfile:3: ADD https://host.invalid/x.tar.gz /app/: Get "https://host.invalid/x.tar.gz": dial tcp: lookup host.invalid
FROM debian:bookworm-slim
ADD https://host.invalid/x.tar.gz /app/
