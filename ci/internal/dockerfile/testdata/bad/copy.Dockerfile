# want: Dockerfile:3: COPY requirements.txt: no such file or folder
FROM debian:bookworm-slim
COPY requirements.txt /app/
