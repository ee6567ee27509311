# want: Dockerfile:3: RUN echo same; exit 3: exit code 3; the same instruction stands in line 6
FROM debian:bookworm-slim AS build
RUN echo same; exit 3

FROM debian:bookworm-slim
RUN echo same; exit 3
COPY --from=build /etc/hostname /
