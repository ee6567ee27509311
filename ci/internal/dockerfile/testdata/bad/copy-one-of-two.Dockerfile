# want: Dockerfile:3: COPY nosuch: no such file or folder
FROM debian:bookworm-slim
COPY hello.txt nosuch /app/
