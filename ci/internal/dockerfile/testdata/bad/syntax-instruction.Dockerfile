# want: Dockerfile:3: unknown instruction: RUNN (did you mean RUN?)
FROM debian:bookworm-slim
RUNN pip install flask
