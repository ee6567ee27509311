# want: Dockerfile:3: image nosuchstage: there is no such image: check the name and the tag, or name a stage of this Dockerfile so
FROM debian:bookworm-slim
COPY --from=nosuchstage /a /app/
