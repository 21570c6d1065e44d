package reward_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/reward"
)

var home = reward.Address{Name: "王芳", Phone: "138 0013 8000", Text: "西安市雁塔区翠华路 1 号"}

// TestAThingIsAppliedForShippedReceived walks the whole way of a thing (CAM-11), and what cannot be done on it.
func TestAThingIsAppliedForShippedReceived(t *testing.T) {
	each(t, func(h *house) {
		people := h.people(2)
		g := h.gift(reward.Gift{Kind: reward.Thing, Name: "签名书", Total: 2, Cost: 1800, Worth: 6800, Days: 30})
		out, err := h.gives(people[0], g.ID, 1)
		h.is(err, nil)
		_, err = h.Ship(h.owner, out.ID, "顺丰", "SF1")
		h.is(err, reward.ErrState)
		h.is(h.Claim(h.as(people[1]), out.ID, home), reward.ErrMissing)
		h.is(h.Claim(h.as(people[0]), out.ID, reward.Address{Name: "王芳", Phone: "1", Text: home.Text}), fault.ErrInvalid)
		h.is(h.Claim(h.as(people[0]), out.ID, home), nil)
		h.is(h.Claim(h.as(people[0]), out.ID, home), nil) // said again, until it is shipped
		h.drained()
		if mine := h.one(people[0]); mine.State != reward.Applied || !mine.Sent || mine.Address != "" || h.told["given 1"] != 0 {
			h.Errorf("%+v, %v", mine, h.told)
		}
		shown, err := h.Reveal(h.owner, out.ID)
		h.is(err, nil)
		if shown.Address == nil || shown.Address.Phone != "13800138000" || shown.Address.Text != home.Text {
			h.Errorf("%+v", shown.Address)
		}
		_, err = h.Ship(h.owner, out.ID, "顺丰", "SF1")
		h.is(err, nil)
		h.drained()
		_, err = h.Revoke(h.owner, out.ID, "改主意")
		h.is(err, reward.ErrState)
		h.is(h.Claim(h.as(people[0]), out.ID, home), reward.ErrState)
		h.is(h.Confirm(h.as(people[0]), out.ID), nil)
		if mine := h.one(people[0]); mine.State != reward.Received || mine.Parcel != "SF1" || h.told["given 1"] != 1 || h.told["withheld 1"] != 0 {
			h.Errorf("%+v, %v", mine, h.told)
		}
		h.checked()
	})
}

// TestTimeEndsWhatNobodyClaims: a thing nobody says an address for is withheld, a parcel nobody speaks of is received, a coupon expires.
func TestTimeEndsWhatNobodyClaims(t *testing.T) {
	each(t, func(h *house) {
		me := h.people(1)[0]
		thing := h.gift(reward.Gift{Kind: reward.Thing, Name: "帆布袋", Total: 2, Days: 30})
		coupon := h.gift(reward.Gift{Kind: reward.Coupon, Name: "8 折", Total: 1, Days: 7, Terms: reward.Terms{Rate: 2000}})
		for n, g := range []reward.GiftID{thing.ID, thing.ID, coupon.ID} {
			_, err := h.gives(me, g, int64(n+1))
			h.is(err, nil)
		}
		all, err := h.Mine(h.as(me))
		h.is(err, nil)
		h.is(h.Claim(h.as(me), all[1].ID, home), nil)
		_, err = h.Ship(h.owner, all[1].ID, "顺丰", "SF1")
		h.is(err, nil)
		h.Schedule()
		states := func(after time.Duration) string {
			h.Clock.Advance(after)
			h.drained()
			all, err := h.Mine(h.as(me))
			h.is(err, nil)
			var out []string
			for _, g := range slices.Backward(all) {
				out = append(out, string(g.State))
			}
			return strings.Join(out, " ")
		}
		for _, step := range []struct {
			after time.Duration
			want  string
		}{{6 * 24 * time.Hour, "waiting shipped issued"}, {25 * time.Hour, "waiting shipped expired"}, {9 * 24 * time.Hour, "waiting received expired"}, {15 * 24 * time.Hour, "expired received expired"}} {
			if got := states(step.after); got != step.want {
				h.Errorf("%s, want %s", got, step.want)
			}
		}
		if h.told["withheld 1"] != 1 || h.told["withheld 2"] != 0 || h.told["given 2"] != 1 {
			h.Errorf("%v", h.told)
		}
		h.is(h.Claim(h.as(me), all[2].ID, home), reward.ErrState)
	})
}

// TestACouponComesBackOnce: called off, an order gives its coupon back each time; refunded whole, once, and not when it is over.
func TestACouponComesBackOnce(t *testing.T) {
	each(t, func(h *house) {
		me := h.people(1)[0]
		g := h.gift(reward.Gift{Kind: reward.Coupon, Name: "满 100 减 20", Total: 9, Days: 7, Terms: reward.Terms{Off: 2000}})
		one, err := h.gives(me, g.ID, 1)
		h.is(err, nil)
		do := func(want int64, f func(ctx context.Context, tx *db.Tx) (int64, error)) {
			h.Helper()
			h.tx(func(ctx context.Context, tx *db.Tx) error {
				if n, err := f(ctx, tx); err != nil || n != want {
					h.Errorf("%d rows, want %d: %v", n, want, err)
				}
				return nil
			})
		}
		lock := func(order int64) func(ctx context.Context, tx *db.Tx) (int64, error) {
			return func(ctx context.Context, tx *db.Tx) (int64, error) {
				held, err := reward.Lock(ctx, tx, []customer.ID{me}, cause(order), []reward.ID{one.ID})
				return int64(len(held)), err
			}
		}
		of := func(f func(context.Context, *db.Tx, int64) (int64, error), order int64) func(ctx context.Context, tx *db.Tx) (int64, error) {
			return func(ctx context.Context, tx *db.Tx) (int64, error) { return f(ctx, tx, order) }
		}
		use := func(ctx context.Context, tx *db.Tx, order int64) (int64, error) {
			return reward.Use(ctx, tx, cause(order))
		}
		unlock := func(ctx context.Context, tx *db.Tx, order int64) (int64, error) {
			return reward.Unlock(ctx, tx, cause(order))
		}
		back := func(ctx context.Context, tx *db.Tx, order int64) (int64, error) {
			return reward.Return(ctx, tx, cause(order))
		}
		do(1, lock(1))
		do(1, lock(1)) // asked again
		do(1, of(unlock, 1))
		do(0, of(unlock, 1))
		do(0, of(use, 1))
		do(1, lock(2))
		do(1, of(use, 2))
		do(0, of(use, 2))
		do(0, of(unlock, 2))
		do(1, of(back, 2))
		do(0, of(back, 2))
		do(1, lock(3))
		do(1, of(use, 3))
		do(0, of(back, 3)) // it came back once already
		two, err := h.gives(me, g.ID, 2)
		h.is(err, nil)
		one = two
		do(1, lock(4))
		do(1, of(use, 4))
		h.Clock.Advance(8 * 24 * time.Hour)
		do(0, of(back, 4))
		three, err := h.gives(me, g.ID, 3)
		h.is(err, nil)
		h.Clock.Advance(8 * 24 * time.Hour) // over, though nobody has looked yet
		h.is(h.Tx(h.owner, func(ctx context.Context, tx *db.Tx) error {
			_, err := reward.Lock(ctx, tx, []customer.ID{me}, cause(5), []reward.ID{three.ID})
			return err
		}), reward.ErrNotYours)
		usable, err := reward.Coupons(h.Context(), h.Read(), []customer.ID{me}, h.Clock.Now().UnixMilli())
		if err != nil || len(usable) != 0 {
			h.Errorf("%+v, %v", usable, err)
		}
	})
}

// TestCodesBroughtIn: a list with a head, empty lines and twice the same says what it left out, by line; none of it stands plain in the
// database, and its owner alone sees a code.
func TestCodesBroughtIn(t *testing.T) {
	each(t, func(h *house) {
		people, g := h.people(2), h.gift(reward.Gift{Kind: reward.Code, Name: "话费 10 元", Total: 77})
		came, err := h.Bring(h.owner, g.ID, "\ufeff兑换码,备注\r\nAAAA-1111-2222,x\n\n\"BBBB-1111-2222\"\nAAAA-1111-2222\n")
		h.is(err, nil)
		if came.Added != 2 || len(came.Twice) != 1 || came.Twice[0].Line != 5 || came.Twice[0].Before != 2 || strings.Contains(came.Twice[0].Code, "1111") {
			h.Errorf("%+v", came)
		}
		came, err = h.Bring(h.owner, g.ID, "CCCC-1111-2222\nBBBB-1111-2222")
		h.is(err, nil)
		if came.Added != 1 || len(came.Twice) != 1 || came.Twice[0].Before != 0 {
			h.Errorf("%+v", came)
		}
		_, err = h.Bring(h.owner, g.ID, "\n\n")
		h.is(err, fault.ErrInvalid)
		sealed, err := db.All[string](h.Context(), h.Read(), `SELECT sealed || mark FROM reward_code`)
		h.is(err, nil)
		if len(sealed) != 3 || strings.Contains(strings.Join(sealed, " "), "1111") {
			h.Errorf("%v", sealed)
		}
		out, err := h.gives(people[0], g.ID, 1)
		h.is(err, nil)
		if mine := h.one(people[0]); mine.Code != "AAAA-1111-2222" || mine.Title != "邀请有礼" {
			h.Errorf("%+v", mine)
		}
		if others, err := h.Mine(h.as(people[1])); err != nil || len(others) != 0 {
			h.Errorf("%+v, %v", others, err)
		}
		if shown, err := h.Reveal(h.owner, out.ID); err != nil || shown.Code != "AAAA-1111-2222" {
			h.Errorf("%+v, %v", shown, err)
		}
		if n, err := db.One[int64](h.Context(), h.Read(), `SELECT COUNT(*) FROM org_audit WHERE verb = 'reward.reveal'`); err != nil || n != 1 {
			h.Errorf("%d revelations, %v", n, err)
		}
		_, err = h.Revoke(h.owner, out.ID, "对方退款")
		h.is(err, nil)
		if mine := h.one(people[0]); mine.Code != "" || mine.Why != "对方退款" {
			h.Errorf("%+v", mine)
		}
		h.checked()
	})
}

// TestWhatAGiftPromisedStays: what it takes off is fixed once one was given, it has given no more than there is, nobody has more than
// one person may have, whatever names they came under, and a closed one is not given.
func TestWhatAGiftPromisedStays(t *testing.T) {
	each(t, func(h *house) {
		people := h.people(3)
		g := h.gift(reward.Gift{Kind: reward.Coupon, Name: "券", Total: 2, PerPerson: 1, Terms: reward.Terms{Off: 2000}})
		_, err := h.gives(people[0], g.ID, 1)
		h.is(err, nil)
		_, err = h.gives(people[0], g.ID, 2)
		h.is(err, reward.ErrPerson)
		h.is(h.customers.Merge(h.owner, people[1], people[0], "同一人"), nil)
		_, err = h.gives(people[1], g.ID, 2)
		h.is(err, reward.ErrPerson)
		dearer := g
		dearer.Off = 1
		_, err = h.Save(h.owner, dearer)
		h.is(err, reward.ErrFixed)
		fewer := g
		fewer.Total = 0
		_, err = h.Save(h.owner, fewer)
		h.is(err, reward.ErrShrunk)
		more := g
		more.Name, more.Total = "新名", 3
		more, err = h.Save(h.owner, more)
		h.is(err, nil)
		_, err = h.Save(h.owner, g)
		h.is(err, reward.ErrChanged)
		more, err = h.Turn(h.owner, g.ID, more.Version, reward.Closed)
		h.is(err, nil)
		_, err = h.gives(people[2], g.ID, 3)
		h.is(err, reward.ErrClosed)
		again, err := h.gives(people[0], g.ID, 1) // what was given is given
		if err != nil || again.State != reward.Issued || more.Issued != 1 {
			h.Errorf("%+v, %+v, %v", again, more, err)
		}
		h.is(h.customers.Erase(h.owner, people[2]), nil)
		_, err = h.Turn(h.owner, g.ID, more.Version, reward.Open)
		h.is(err, nil)
		_, err = h.gives(people[2], g.ID, 3)
		h.is(err, reward.ErrGone)
	})
}

// TestErasedAddressesAreGone: erasing somebody empties where their things go, in every state, and what was not sent is withheld; old
// addresses go by their age.
func TestErasedAddressesAreGone(t *testing.T) {
	each(t, func(h *house) {
		people, g := h.people(2), h.gift(reward.Gift{Kind: reward.Thing, Name: "书", Total: 5})
		for n := range int64(3) {
			out, err := h.gives(people[min(n, 1)], g.ID, n+1)
			h.is(err, nil)
			h.is(h.Claim(h.as(people[min(n, 1)]), out.ID, home), nil)
			if n == 0 {
				_, err = h.Ship(h.owner, out.ID, "顺丰", "SF1")
				h.is(err, nil)
				h.is(h.Confirm(h.as(people[0]), out.ID), nil)
			}
		}
		count := func() int64 {
			n, err := db.One[int64](h.Context(), h.Read(), `SELECT COUNT(*) FROM reward_grant WHERE address <> ''`)
			h.is(err, nil)
			return n
		}
		h.is(h.customers.Erase(h.owner, people[1]), nil)
		h.Schedule()
		h.Clock.Advance(2 * time.Minute)
		h.drained()
		if n := count(); n != 1 || h.told["withheld 2"] != 1 || h.told["withheld 3"] != 1 {
			h.Errorf("%d addresses, %v", n, h.told)
		}
		h.Clock.Advance(time.Hour)
		h.tx(func(ctx context.Context, tx *db.Tx) error {
			if n, err := reward.OldAddresses(ctx, tx, tx.Now); err != nil || n != 1 {
				h.Errorf("%d old addresses, %v", n, err)
			}
			_, err := reward.ForgetAddresses(ctx, tx, tx.Now, 10)
			return err
		})
		if n := count(); n != 0 {
			h.Errorf("%d addresses", n)
		}
	})
}

// TestAGiftThatSuitsFew is warned of: fewer than half of the audience have one of its tags (CAM-11).
func TestAGiftThatSuitsFew(t *testing.T) {
	each(t, func(h *house) {
		people := h.people(10)
		h.is(h.customers.Tag(h.owner, people[:3], []string{"人群/宝妈"}), nil)
		h.is(h.customers.Tag(h.owner, people[:4], []string{"等级/铁粉"}), nil)
		g := h.gift(reward.Gift{Kind: reward.Thing, Name: "绘本", Total: 5, Tags: " 人群/宝妈 \n\n人群/奶爸"})
		for rule, want := range map[string]reward.Fit{"": {Audience: 10, Suited: 3}, `tag = "等级/铁粉"`: {Audience: 4, Suited: 3}} {
			got, err := h.Fit(h.owner, g.ID, rule)
			if err != nil || got != want || got.Poor() != (rule == "") {
				h.Errorf("%q: %+v, %v", rule, got, err)
			}
		}
		all := h.gift(reward.Gift{Kind: reward.Thing, Name: "笔记本", Total: 5})
		if got, err := h.Fit(h.owner, all.ID, ""); err != nil || got.Poor() || got.Suited != 10 {
			h.Errorf("%+v, %v", got, err)
		}
	})
}

// TestWhoMay: each verb asks for its permission, and what names people for the whole brand.
func TestWhoMay(t *testing.T) {
	each(t, func(h *house) {
		type verb struct {
			need  org.Permission
			whole bool
			call  func(ctx context.Context) error
		}
		drop := func(_ any, err error) error { return err }
		for name, v := range map[string]verb{
			"Gifts":  {org.CampaignRead, false, func(ctx context.Context) error { return drop(h.Gifts(ctx, reward.GiftFilter{Limit: 1})) }},
			"Gift":   {org.CampaignRead, false, func(ctx context.Context) error { return drop(h.Gift(ctx, 1)) }},
			"Fit":    {org.CampaignRead, false, func(ctx context.Context) error { return drop(h.Fit(ctx, 1, "")) }},
			"List":   {org.CampaignRead, true, func(ctx context.Context) error { return drop(h.List(ctx, reward.Filter{Limit: 1})) }},
			"Save":   {org.CampaignEdit, true, func(ctx context.Context) error { return drop(h.Save(ctx, reward.Gift{})) }},
			"Turn":   {org.CampaignEdit, true, func(ctx context.Context) error { return drop(h.Turn(ctx, 1, 1, reward.Open)) }},
			"Bring":  {org.CampaignEdit, true, func(ctx context.Context) error { return drop(h.Bring(ctx, 1, "a")) }},
			"Ship":   {org.CampaignEdit, true, func(ctx context.Context) error { return drop(h.Ship(ctx, 1, "a", "b")) }},
			"Arrive": {org.CampaignEdit, true, func(ctx context.Context) error { return drop(h.Arrive(ctx, 1)) }},
			"Revoke": {org.CampaignEdit, true, func(ctx context.Context) error { return drop(h.Revoke(ctx, 1, "a")) }},
			"Reveal": {org.PhoneReveal, true, func(ctx context.Context) error { return drop(h.Reveal(ctx, 1)) }},
		} {
			h.is(v.call(h.Context()), org.ErrUnauthenticated)
			for _, role := range org.Roles() {
				err := v.call(org.As(h.Context(), org.Actor{Kind: org.ActorStaff, ID: 1, Staff: 1, Role: role, Scope: org.ScopeAll}))
				if denied := err != nil && fault.Of(err).Code == org.ErrDenied.Code; denied == role.May(v.need) {
					h.Errorf("%s for %s: %v", name, role, err)
				}
			}
			err := v.call(org.As(h.Context(), org.Actor{Kind: org.ActorStaff, ID: 1, Staff: 1, Role: org.RoleOperator, Scope: org.ScopeOwn}))
			if outside := err != nil && fault.Of(err).Code == org.ErrScope.Code; outside != v.whole {
				h.Errorf("%s in a scope of one's own: %v", name, err)
			}
		}
		for _, err := range []error{h.Claim(h.owner, 1, home), h.Confirm(h.owner, 1), drop(h.Mine(h.owner))} {
			if err == nil || fault.Of(err).Kind != fault.Denied && fault.Of(err).Kind != fault.Unauthenticated {
				h.Errorf("what is a customer's own, by staff: %v", err)
			}
		}
	})
}
