package lead

import (
	"cmp"
	"context"
	"slices"

	"qunli/customer"
	"qunli/desk"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/secret"
	"qunli/org"
)

// Take takes somebody down in the caller's transaction: a customer of the page's channel who agreed to be called, and at once
// somebody who is to call. The same number again on a page and a day changes nothing; what it gives then is the lead there is.
func Take(ctx context.Context, tx *db.Tx, f From, g Given) (Lead, error) {
	if err := g.normal(); err != nil {
		return Lead{}, err
	}
	zone, err := org.Zone(ctx, tx)
	if err != nil {
		return Lead{}, err
	}
	l := Lead{ID: ID(tx.NewID()), Origin: f.Origin, OriginID: f.OriginID, Day: clock.Day(tx.Now, zone), Source: f.Source, Campaign: f.Campaign, Place: g.Place,
		StoreID: f.StoreID, Visitor: secret.Hash(f.Visitor), At: tx.Now}
	l.Address = secret.Hash(l.Day + f.Address)
	if err := bounded(ctx, tx, l); err != nil {
		return Lead{}, err
	}
	if l.CustomerID, err = person(ctx, tx, f, g); err != nil {
		return Lead{}, err
	}
	if l.StaffID, err = caller(ctx, tx, f, l.CustomerID); err != nil {
		return Lead{}, err
	}
	n, err := db.Insert(ctx, tx, "lead", []Lead{l}, "ON CONFLICT (origin, origin_id, customer_id, day) DO NOTHING")
	if err != nil {
		return Lead{}, err
	}
	if n == 0 {
		return db.One[Lead](ctx, tx, `SELECT `+columns+` FROM lead WHERE origin = $1 AND origin_id = $2 AND customer_id = $3 AND day = $4`, l.Origin, l.OriginID, l.CustomerID, l.Day)
	}
	return l, desk.Ask(ctx, tx, []desk.Task{{Kind: desk.Contact, CustomerID: l.CustomerID, Why: Why, StoreID: l.StoreID, StaffID: l.StaffID, DueAt: tx.Now + Within, Key: l.Key()}})
}

// person gives the customer of a number. Nobody knows who typed it: of somebody who is known already it changes neither what they are
// called nor to what they agreed; that they are to be called, the lead itself says.
func person(ctx context.Context, tx *db.Tx, f From, g Given) (customer.ID, error) {
	card := customer.Card{Keys: []customer.Key{{Kind: customer.Phone, Value: g.Phone}}, Tags: f.Tags}
	found, err := customer.Resolve(ctx, tx, 0, []customer.Card{card})
	if err != nil || found[0].ID == 0 {
		return 0, cmp.Or(err, error(ErrPhone))
	}
	if found[0].Fresh {
		card.Name, card.Store, card.Channel, card.AddedAt = g.Name, f.StoreID, f.Source, tx.Now
		card.Consents = []customer.Consent{{Channel: "phone", Agreed: true, Evidence: "form " + f.Path, At: tx.Now}}
		_, err = customer.Resolve(ctx, tx, 0, []customer.Card{card})
	}
	return found[0].ID, err
}

// bounded refuses more leads an hour than people leave.
func bounded(ctx context.Context, tx *db.Tx, l Lead) error {
	byPage, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM lead WHERE origin = $1 AND origin_id = $2 AND at > $3`, l.Origin, l.OriginID, tx.Now-hour)
	if err != nil {
		return err
	}
	byAddress, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM lead WHERE address = $1 AND at > $2`, l.Address, tx.Now-hour)
	if err == nil && (byPage >= mostOrigin || byAddress >= mostAddress) {
		err = ErrTooMany
	}
	return err
}

// caller says who is to call: who looks after the customer already, else whoever of the page's has the least to do, else of the
// store's, else who made the page.
func caller(ctx context.Context, tx *db.Tx, f From, who customer.ID) (org.StaffID, error) {
	known, err := customer.Briefs(ctx, tx, []customer.ID{who})
	if err != nil {
		return 0, err
	}
	mine := known[who].StaffID
	work, err := org.WorkingByID(ctx, tx, append([]org.StaffID{mine, f.Maker}, f.Staff...))
	if err != nil {
		return 0, err
	}
	here := func(i org.StaffID) bool { w, known := work[i]; return known && w.LeftAt == 0 }
	if here(mine) {
		return mine, nil
	}
	able := slices.DeleteFunc(slices.Clone(f.Staff), func(i org.StaffID) bool { return !here(i) })
	if len(able) == 0 && f.StoreID != 0 {
		if able, err = org.WorkingAt(ctx, tx, f.StoreID); err != nil {
			return 0, err
		}
	}
	switch {
	case len(able) > 0:
		return leastBusy(ctx, tx, able)
	case here(f.Maker):
		return f.Maker, nil
	}
	return 0, nil
}

// leastBusy gives who has the fewest open tasks; among equals who was asked the longest ago.
func leastBusy(ctx context.Context, tx *db.Tx, staff []org.StaffID) (org.StaffID, error) {
	load, err := desk.Loads(ctx, tx, staff)
	if err != nil {
		return 0, err
	}
	return slices.MinFunc(staff, func(a, b org.StaffID) int {
		return cmp.Or(cmp.Compare(load[a].Tasks, load[b].Tasks), cmp.Compare(load[a].LastAt, load[b].LastAt), cmp.Compare(a, b))
	}), nil
}
