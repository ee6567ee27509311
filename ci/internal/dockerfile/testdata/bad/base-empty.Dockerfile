# want: Dockerfile:3: FROM $BASE names no image: give its ARG a default before the first FROM
ARG BASE
FROM $BASE
