package intake

import (
	"context"

	"qunli/channel"
	"qunli/customer"
	"qunli/kit/db"
)

// ErasePayloads takes people who are being erased out of what chat channels told. It is a customer.EraseHook.
func ErasePayloads(ctx context.Context, tx *db.Tx, people []customer.ID) error {
	keys, err := customer.ValuesOf(ctx, tx, people, customer.ExternalUserID)
	if err != nil {
		return err
	}
	return channel.Blank(ctx, tx, keys)
}

var _ customer.EraseHook = ErasePayloads
