# want: Dockerfile:2: this stands before the first FROM
RUN true
