# want: Dockerfile: there is no FROM: write one
ARG VERSION=1
