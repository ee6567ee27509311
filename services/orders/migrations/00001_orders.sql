-- +goose Up
CREATE TABLE orders (
    id          text PRIMARY KEY,
    -- The order of creation, for pages.
    seq         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    status      text NOT NULL CHECK (status IN ('pending', 'confirmed', 'shipped', 'cancelled')),
    total_cents bigint CHECK (total_cents >= 0),
    currency    text NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     text NOT NULL
);

CREATE TABLE order_lines (
    order_id         text NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position         int NOT NULL,
    sku              text NOT NULL,
    quantity         int NOT NULL CHECK (quantity > 0),
    unit_price_cents bigint CHECK (unit_price_cents >= 0),
    PRIMARY KEY (order_id, position)
);

CREATE TABLE idempotency_keys (
    key         text PRIMARY KEY,
    fingerprint text NOT NULL,
    -- No reference: a key is claimed before its order is made.
    order_id    text NOT NULL,
    made        boolean NOT NULL DEFAULT false,
    expires_at  timestamptz NOT NULL
);

CREATE INDEX idempotency_keys_by_end ON idempotency_keys (expires_at);

-- +goose Down
DROP TABLE idempotency_keys, order_lines, orders;
