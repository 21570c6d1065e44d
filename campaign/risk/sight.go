package risk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"

	"qunli/campaign"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// Evidence is from where somebody was seen, in hashes (Salted), never in the clear.
type Evidence struct {
	Visitor  string              // of the visitor cookie, "" none
	Network  string              // of the address's network, "" unknown
	Entered  bool                // wanted in; otherwise looked at the page
	Instance campaign.InstanceID // that was looked at or entered, 0 none
}

// Salted gives the evidence of an address and a visitor cookie: hashes that nobody without the salt can turn back. Of the address only
// its network counts, /24 or /48. An address that is none gives none.
func Salted(salt []byte, address, visitor string) Evidence {
	hash := func(kind, value string) string {
		if value == "" {
			return ""
		}
		m := hmac.New(sha256.New, salt)
		m.Write([]byte(kind + "\x00" + value)) // never fails
		return hex.EncodeToString(m.Sum(nil)[:12])
	}
	network := ""
	if a, err := netip.ParseAddr(address); err == nil {
		bits := 24
		if a = a.Unmap(); a.Is6() {
			bits = 48
		}
		if p, err := a.Prefix(bits); err == nil {
			network = p.String()
		}
	}
	return Evidence{Visitor: hash("visitor", visitor), Network: hash("network", network)}
}

const maxHash = 64

// Saw notes from where a person was seen, and has the campaign scored soon. People tell it of themselves, the program and who may
// edit campaigns of anybody.
func (s *Service) Saw(ctx context.Context, i campaign.ID, who customer.ID, e Evidence) error {
	if a, ok := org.ActorOf(ctx); !ok || a.Kind != org.ActorCustomer || a.ID != int64(who) {
		if err := org.Must(ctx, org.CampaignEdit); err != nil {
			return err
		}
	}
	if who == 0 || i == 0 || len(e.Visitor) > maxHash || len(e.Network) > maxHash {
		return fault.InvalidField("evidence", "", "请给出人、活动和不超过 64 个字符的摘要", "give a person, a campaign and hashes of at most 64 characters")
	}
	_, err := s.sights.Do(ctx, Sight{CampaignID: i, PersonID: who, Visitor: e.Visitor, Network: e.Network, Entered: e.Entered, InstanceID: e.Instance, Times: 1})
	return err
}

// Entries gives how many times somebody was seen to enter a campaign, apart from those alike.
func Entries(ctx context.Context, q db.Q, i campaign.ID) (int64, error) {
	return db.One[int64](ctx, q, `SELECT COUNT(*) FROM campaign_risk_sight WHERE campaign_id = $1 AND entered = TRUE`, i)
}

// noting keeps what is seen of people, many at a time.
type noting struct{ soon soon }

func (noting) Begin(context.Context, *db.Tx, []Sight) error { return nil }
func (noting) Forget()                                      {}

func (noting) Decide(now int64, seen Sight) (bool, []Sight, error) {
	seen.FirstAt, seen.LastAt = now, now
	return true, []Sight{seen}, nil
}

// Apply keeps one row of what was seen alike, and has the campaigns scored.
func (n noting) Apply(ctx context.Context, tx *db.Tx, seen []Sight) error {
	var rows []Sight
	at := map[Sight]int{}
	for _, s := range seen {
		like := s
		like.FirstAt, like.LastAt = 0, 0
		if k, ok := at[like]; ok {
			rows[k].Times++
			continue
		}
		at[like], rows = len(rows), append(rows, s)
	}
	if _, err := db.Insert(ctx, tx, "campaign_risk_sight", rows, `
		ON CONFLICT (campaign_id, person_id, visitor, network, entered, instance_id)
		DO UPDATE SET last_at = excluded.last_at, times = campaign_risk_sight.times + excluded.times`); err != nil {
		return err
	}
	var campaigns []campaign.ID
	for _, s := range rows {
		if !slices.Contains(campaigns, s.CampaignID) {
			campaigns = append(campaigns, s.CampaignID)
		}
	}
	return n.soon.score(ctx, tx, campaigns...)
}
