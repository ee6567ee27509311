# want: Dockerfile:2: image Python:3.11: that is no name of an image: repository name (library/Python) must be lowercase
FROM Python:3.11
