# want: Dockerfile:3: RUN ["sh", "-c", "echo from exec form; exit 7"]: exit code 7; the end of what it printed:
FROM debian:bookworm-slim
RUN ["sh", "-c", "echo from exec form; exit 7"]
