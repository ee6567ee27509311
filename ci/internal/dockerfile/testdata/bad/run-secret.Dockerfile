# want: Dockerfile:3: RUN requires the secret token, which this call does not have
FROM debian:bookworm-slim
RUN --mount=type=secret,id=token,required=true cat /run/secrets/token
