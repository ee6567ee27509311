-- +goose Up
CREATE TABLE outbox (
    id         text PRIMARY KEY,
    message    jsonb NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE INDEX outbox_by_time ON outbox (created_at);

-- +goose Down
DROP TABLE outbox;
