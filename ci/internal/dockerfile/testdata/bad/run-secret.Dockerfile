# want: Dockerfile:3: RUN --mount=type=secret,id=token,required=true cat /run/secrets/token: secret "token" is required but no secret mappings were provided
FROM debian:bookworm-slim
RUN --mount=type=secret,id=token,required=true cat /run/secrets/token
