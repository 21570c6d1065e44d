package redpacket

import (
	"fmt"
	"slices"

	"qunli/campaign"
)

// bestBucket counts the gifts of the largest shares. A packet that is open holds one, so that none is put out without its prize.
const bestBucket = "best"

// prizeNote tells the seat of a gift from that of a share.
const prizeNote = "best"

// prize tells whether a seat is the gift of the largest share.
func prize(s campaign.Seat) bool { return s.Note == prizeNote && s.PersonID != 0 }

// IsPrize tells whether a seat is the gift of the largest share, and no share.
func IsPrize(s campaign.Seat) bool { return prize(s) }

// prize gives what the pot of an open packet holds of the gifts.
func (g *Game) prize() campaign.Takes {
	if g.Best == nil {
		return ""
	}
	return campaign.Take(bestBucket, 1)
}

// bestOf gives the place, from 1, of the largest share; of equals that which is taken first.
func bestOf(shares []int64) int64 {
	best := 0
	for n, x := range shares {
		if x > shares[best] {
			best = n
		}
	}
	return int64(best) + 1
}

func potOf(seats []campaign.Seat) campaign.Seat {
	n := slices.IndexFunc(seats, func(s campaign.Seat) bool { return s.State == Pot })
	return seats[n]
}

// award gives whoever has the largest share of an empty packet its gift.
func (g *Game) award(p campaign.Instance, seats []campaign.Seat, env campaign.Env) (campaign.Seat, campaign.Message) {
	place := bestOf(g.shares(p))
	n := slices.IndexFunc(seats, func(s campaign.Seat) bool { return s.PersonID != 0 && s.Place == place && !prize(s) })
	s := campaign.Seat{ID: env.NewSeat(), CampaignID: p.CampaignID, InstanceID: p.ID, PersonID: seats[n].PersonID, State: Prized, Standing: campaign.Held,
		Takes: g.prize(), Note: prizeNote, Place: place, At: env.Now}
	m := s.AskGrant(g.Best.What, "best_luck", env)
	return s, m
}

// onePrize fails unless an empty packet has exactly one gift, whoever has the largest share has it, and no other packet has any.
func (g *Game) onePrize(v campaign.View) error {
	if g.Best == nil {
		return nil
	}
	want, n := 0, 0
	if v.Instance.State == Empty {
		want = 1
	}
	place := bestOf(g.shares(v.Instance))
	for _, s := range v.Seats {
		if !prize(s) {
			continue
		}
		n++
		if !slices.ContainsFunc(v.Seats, func(o campaign.Seat) bool { return !prize(o) && o.Place == place && o.PersonID == s.PersonID }) {
			return fmt.Errorf("redpacket: the gift is not with the largest share")
		}
	}
	if n != want {
		return fmt.Errorf("redpacket: %d gifts of a packet in state %s", n, v.Instance.State)
	}
	return nil
}

func explainPrize(s campaign.Seat) []campaign.Sentence {
	out := []campaign.Sentence{{Zh: fmt.Sprintf("手气最佳：第 %d 个领取的金额最大；并列时先领的算，每个红包只有一份奖品", s.Place), En: fmt.Sprintf("The largest share, number %d to take; of equals the first to be taken. A packet has one gift", s.Place)}}
	switch s.State {
	case Prized:
		return append(out, campaign.Sentence{Zh: "奖品正在发放", En: "The gift is on its way"})
	case Granted:
		return append(out, campaign.Sentence{Zh: "奖品已发放", En: "The gift was given"})
	}
	return append(out, campaign.Sentence{Zh: "奖品没有发成，已收回", En: "The gift could not be given: it went back"})
}
