-- +goose Up
ALTER TABLE orders ADD COLUMN reserved boolean NOT NULL DEFAULT false;

CREATE TABLE stock_returns (
    -- No reference: stock is reserved before its order is made.
    order_id text PRIMARY KEY,
    due_at   timestamptz NOT NULL
);

CREATE INDEX stock_returns_by_time ON stock_returns (due_at);

-- +goose Down
DROP TABLE stock_returns;
ALTER TABLE orders DROP COLUMN reserved;
