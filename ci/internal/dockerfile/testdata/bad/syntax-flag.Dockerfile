# want: Dockerfile:3: unknown flag: --frm (did you mean from?)
FROM debian:bookworm-slim
COPY --frm=x a b
