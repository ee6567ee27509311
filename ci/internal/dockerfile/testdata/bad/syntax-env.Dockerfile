# want: Dockerfile:3: ENV must have two arguments
FROM debian:bookworm-slim
ENV X
