# want: Dockerfile: there is no instruction in it: write a FROM at least
# nothing but comments
