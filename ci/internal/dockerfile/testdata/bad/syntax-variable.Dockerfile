# want: Dockerfile:3: COPY: failed to process "${X:?must": syntax error: missing '}'
FROM debian:bookworm-slim
COPY hello.txt ${X:?must be set} /app/
