# want: Dockerfile:3: ADD nosuch.tar.gz: no such file or folder
FROM debian:bookworm-slim
ADD nosuch.tar.gz /app/
