# want: Dockerfile: there is no FROM
ARG VERSION=1
