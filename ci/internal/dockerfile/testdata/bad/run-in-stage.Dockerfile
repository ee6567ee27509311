# want: Dockerfile:3: RUN echo compiling && exit 3: exit code 3; the end of what it printed:
FROM debian:bookworm-slim AS build
RUN echo compiling && exit 3

FROM debian:bookworm-slim
COPY --from=build /out /app
