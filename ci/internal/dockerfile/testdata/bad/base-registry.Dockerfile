# want: Dockerfile:2: image registry.invalid/team/base:1: its registry cannot be reached (no such host)
FROM registry.invalid/team/base:1
