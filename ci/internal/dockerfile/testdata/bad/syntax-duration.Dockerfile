# want: Dockerfile:3: time: invalid duration "often"
FROM debian:bookworm-slim
HEALTHCHECK --interval=often CMD true
