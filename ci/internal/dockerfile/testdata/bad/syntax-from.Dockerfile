# want: Dockerfile:2: FROM requires either one or three arguments
FROM debian:bookworm-slim AS
