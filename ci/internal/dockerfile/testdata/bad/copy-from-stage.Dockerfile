# want: Dockerfile:5: COPY --from=build /nosuch /app/: there is no /nosuch in what it copies from
FROM debian:bookworm-slim AS build

FROM debian:bookworm-slim
COPY --from=build /nosuch /app/
