# want: Dockerfile:3: COPY secret: no such file or folder
FROM debian:bookworm-slim
COPY ../secret /app/
