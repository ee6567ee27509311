# want: Dockerfile: there is no instruction in it
# nothing but comments
