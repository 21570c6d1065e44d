package app_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"qunli/campaign"
	"qunli/campaign/cashier"
	"qunli/commerce/pay"
	"qunli/kit/money"
	"qunli/org"
)

// TestWhatIsGivenBackAfterSuccess: of a team that succeeded a member gets a part back by hand, then the rest, never more: the team stays,
// seat, order book and ledger follow, and the leader, for whom nobody stayed, gets no bonus.
func TestWhatIsGivenBackAfterSuccess(t *testing.T) {
	eachCompany(t, func(c *company) {
		c.merchant()
		i := c.offers("groupbuy", "两人成团", `{"size":2,"minutes":60,"price":5900,"leader_price":4900,"stock":10,"hold_minutes":10,
			"bonus":{"kind":"cash","amount":500,"budget":5000,"need":1,"hold_hours":1}}`, "order")
		first := c.enters(i, c.payer(1), campaign.Open, 0)
		second := c.enters(i, c.payer(2), campaign.Join, first.Instance)
		c.pays(first.Seat)
		c.pays(second.Seat)
		seat := func(i campaign.SeatID) func() string {
			return func() string {
				return c.lines(fmt.Sprintf(`SELECT state || ' ' || paid || ' ' || back || ' ' || arrived AS line FROM campaign_seat WHERE id = %d`, int64(i)))
			}
		}
		c.await("settled 5900 0 0", seat(second.Seat))
		owner := org.Owner(c.Context(), "test")
		back := func(ctx context.Context, amount money.Fen, why, key string) error {
			_, err := c.app.Cashier.GiveBack(ctx, i, second.Seat, amount, why, key)
			return err
		}
		customer := org.As(c.Context(), org.Actor{Kind: org.ActorCustomer, ID: 1, Address: "h5"})
		if err := back(customer, 900, "少发一件", "a"); !errors.Is(err, org.ErrDenied) {
			c.Error(err)
		}
		if err := back(owner, 900, " ", "a"); err == nil {
			c.Error("without a reason")
		}
		for range 2 { // the same click
			if err := back(owner, 900, "少发一件", "a"); err != nil {
				c.Fatal(err)
			}
		}
		c.await("settled 5900 900 900", seat(second.Seat))
		if err := back(owner, 5001, "全退", "b"); !errors.Is(err, pay.ErrOver) {
			c.Error(err)
		}
		if err := back(owner, 5000, "全退", "b"); err != nil {
			c.Fatal(err)
		}
		c.await("settled 5900 5900 5900", seat(second.Seat))
		c.await("succeeded 2", func() string {
			return c.lines(fmt.Sprintf(`SELECT state || ' ' || done AS line FROM campaign_instance WHERE id = %d`, int64(first.Instance)))
		})
		if p, err := cashier.PaymentOf(c.Context(), c.app.DB.Read(), second.Seat); err != nil || p.Refunded != 5900 {
			c.Error(p, err)
		}
		c.sound()
	})
}
