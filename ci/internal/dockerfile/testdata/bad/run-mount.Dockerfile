# want: Dockerfile:3: RUN --mount nosuch: no such file or folder
FROM debian:bookworm-slim
RUN --mount=type=bind,source=nosuch,target=/nosuch cat /nosuch
