# want: Dockerfile:3: RUN kill -9 $$: exit code 137 (killed; often memory ran out)
FROM debian:bookworm-slim
RUN kill -9 $$
