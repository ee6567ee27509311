# want: Dockerfile:3: unterminated heredoc
FROM debian:bookworm-slim
RUN <<EOF
echo it never ends
