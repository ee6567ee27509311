# want: Dockerfile:3: image python:3.99-nosuch: there is no such image: check the name and the tag
ARG VERSION=3.99
FROM python:${VERSION}-nosuch
