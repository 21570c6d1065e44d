package cashier

import (
	"context"
	"errors"
	"slices"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/reward"
)

// The refusals of a checkout.
var (
	ErrNoCoupons = fault.New(fault.Conflict, "cashier.no_coupons", "这个活动不能用优惠券", "Coupons cannot be used in this campaign")
	ErrAsked     = fault.New(fault.Conflict, "cashier.asked", "这一单已经去付款了；想换优惠券，请先点“不要了”再重新下单", "This is being paid already; to use other coupons, give it up and order again")
)

// request asks for the payment of a seat, but where its person has something to choose first: then Confirm does.
func (s *Service) request(ctx context.Context, tx *db.Tx, m campaign.Message, title string) error {
	waits, err := Chooses(ctx, tx, m.Campaign, m.Person, m.At)
	if waits || err != nil {
		return err
	}
	if _, some, err := BillOf(ctx, tx, m.Seat); some || err != nil { // they were faster: they may have nothing left to choose because of that
		return err
	}
	_, err = s.money.Ask(ctx, tx, pay.Asking{Customer: m.Person, Cause: ofSeat(m.Seat), Title: title, Amount: money.Fen(m.Amount), Deadline: m.Until})
	return err
}

// Chooses tells whether somebody has something to choose before a payment is asked of them.
func Chooses(ctx context.Context, q db.Q, i campaign.ID, who customer.ID, now int64) (bool, error) {
	c, terms, err := campaign.TermsOf(ctx, q, i)
	if err != nil || terms.Handover != "" && terms.Sells(c.Model) {
		return err == nil, err
	}
	if !terms.TakesCoupons(c.Model) {
		return false, nil
	}
	family, err := customer.FamiliesOf(ctx, q, []customer.ID{who})
	if err != nil {
		return false, err
	}
	return reward.Has(ctx, q, family.Members(family.Now(who)), now)
}

// Quote is what a seat would cost its person, and with what.
type Quote struct {
	Bill    reward.Bill
	Held    []reward.Choice // that they could use at all, now or not
	Refused []error         // why one of Held cannot be used for this price, by its place; nil it can
	Chosen  []reward.ID
	Wrong   error // why what was chosen cannot be used; the bill is then without
}

// Offer gives what a seat would cost whoever acts: with the coupons that they chose, or with the best that they may use when chosen is nil.
func (s *Service) Offer(ctx context.Context, seat campaign.Seat, chosen []reward.ID) (Quote, error) {
	q := s.db.Read()
	c, terms, err := campaign.TermsOf(ctx, q, seat.CampaignID)
	if err != nil {
		return Quote{}, err
	}
	var held []reward.Choice
	if terms.TakesCoupons(c.Model) {
		family, err := customer.SelfFamily(ctx, q)
		if err != nil {
			return Quote{}, err
		}
		if held, err = reward.Choices(ctx, q, family, s.db.Clock().Now().UnixMilli()); err != nil {
			return Quote{}, err
		}
	}
	return quote(money.Fen(seat.Amount), held, chosen)
}

// quote prices what is chosen of what is held.
func quote(price money.Fen, held []reward.Choice, chosen []reward.ID) (Quote, error) {
	lines, out := []money.Fen{price}, Quote{Held: held, Refused: make([]error, len(held)), Chosen: chosen}
	all := make([]reward.Held, len(held))
	for n, h := range held {
		all[n] = h.Held
		_, out.Refused[n] = reward.Price(lines, all[n:n+1])
	}
	if chosen == nil {
		out.Chosen = reward.Best(lines, all)
	}
	stack := slices.DeleteFunc(slices.Clone(all), func(h reward.Held) bool { return !slices.Contains(out.Chosen, h.ID) })
	var err error
	if out.Bill, err = reward.Price(lines, stack); errors.Is(err, reward.ErrStack) || errors.Is(err, reward.ErrMinimum) {
		out.Wrong, out.Chosen = err, nil
		out.Bill, err = reward.Price(lines, nil)
	}
	return out, err
}

// Confirm asks for the payment of a seat of whoever acts, less what coupons take off: they are locked for it in the same transaction.
// Where they pay all of it, it is paid at once. What was asked for already stays as it is: with other coupons it is ErrAsked.
func (s *Service) Confirm(ctx context.Context, seat campaign.SeatID, coupons []reward.ID) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		family, err := customer.SelfFamily(ctx, tx)
		if err != nil {
			return err
		}
		m, err := campaign.Waiting(ctx, tx, seat, tx.Now)
		if err != nil {
			return err
		}
		if !slices.Contains(family, m.PersonID) {
			return campaign.Reply{Code: campaign.Unknown}.Err()
		}
		if asked, err := s.asIs(ctx, tx, seat, coupons); asked || err != nil {
			return err
		}
		c, terms, err := campaign.TermsOf(ctx, tx, m.CampaignID)
		if err != nil {
			return err
		}
		if len(coupons) > 0 && !terms.TakesCoupons(c.Model) {
			return ErrNoCoupons
		}
		held, err := reward.Lock(ctx, tx, family, ofSeat(seat), coupons)
		if err != nil {
			return err
		}
		priced, err := reward.Price([]money.Fen{money.Fen(m.Amount)}, held)
		if err != nil {
			return err
		}
		return s.bill(ctx, tx, m, priced, short(c.Name))
	})
}

// asIs tells whether a payment was asked for with just these coupons; with others it is ErrAsked.
func (s *Service) asIs(ctx context.Context, tx *db.Tx, seat campaign.SeatID, coupons []reward.ID) (bool, error) {
	_, billed, err := BillOf(ctx, tx, seat)
	if err != nil {
		return false, err
	}
	if _, err := pay.OfCause(ctx, tx, ofSeat(seat)); !billed && errors.Is(err, pay.ErrMissing) {
		return false, nil
	} else if err != nil && !errors.Is(err, pay.ErrMissing) {
		return false, err
	}
	have, err := reward.OfOrder(ctx, tx, ofSeat(seat))
	if err != nil {
		return false, err
	}
	for _, h := range have {
		if !slices.Contains(coupons, h.ID) {
			return false, ErrAsked
		}
	}
	if len(have) != len(coupons) {
		return false, ErrAsked
	}
	return true, nil
}

// bill writes what a seat is paid with, and asks for the money of it.
func (s *Service) bill(ctx context.Context, tx *db.Tx, m campaign.Seat, priced reward.Bill, title string) error {
	b := Bill{SeatID: m.ID, CampaignID: m.CampaignID, CustomerID: m.PersonID, Price: priced.Total, Discount: priced.Discount, Cash: priced.Pay, State: BillAsked, At: tx.Now}
	if len(priced.Coupons) > 0 {
		n, err := db.Insert(ctx, tx, "campaign_cashier_bill", []Bill{b}, `ON CONFLICT (seat_id) DO NOTHING`)
		if err != nil {
			return err
		}
		if n == 0 { // asked for at the same time
			return ErrAsked
		}
	}
	if b.Cash > 0 {
		p, err := s.money.Ask(ctx, tx, pay.Asking{Customer: m.PersonID, Cause: ofSeat(m.ID), Title: title, Amount: b.Cash, Deadline: campaign.PayUntil(m.At, m.DueAt)})
		if err == nil && p.Amount != b.Cash {
			err = ErrAsked
		}
		return err
	}
	if err := b.use(ctx, tx); err != nil {
		return err
	}
	return tell(ctx, tx, s, []Bill{b}, func(b Bill) (pay.Cause, campaign.Command) {
		return ofSeat(b.SeatID), campaign.Command{Kind: campaign.Paid, Amount: int64(b.Price), Ref: byCoupons}
	})
}

// byCoupons stands for the payment of what coupons paid whole.
const byCoupons = "coupons"

// use ends the coupons of a bill that is paid.
func (b *Bill) use(ctx context.Context, tx *db.Tx) error {
	if _, err := reward.Use(ctx, tx, ofSeat(b.SeatID)); err != nil {
		return err
	}
	return b.turn(ctx, tx, BillPaid)
}

// Quoted is Offer for a page that is looked at before anybody is in it.
func Quoted(price money.Fen, held []reward.Choice) (Quote, error) { return quote(price, held, nil) }
