# want: Dockerfile:2: image python:3.99-nosuch: there is no such image: check the name and the tag
FROM python:3.99-nosuch
