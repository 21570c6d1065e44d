package redpacket

import (
	"encoding/json"
	"fmt"
	"strings"

	"qunli/campaign"
)

// The states of a packet that one of the staff sent in a chat and recorded by hand: groups have no interface for packets (ENG-04).
//
//	sent ──some took it──▶ waiting ──all took it──▶ received
//	  └────────────┴──24 h: what nobody took came back──▶ returned
//
// The whole sum is held of the budget until then; what came back is the budget's again. Of what nobody has told after 24 hours the whole
// sum counts as spent, until somebody tells otherwise.
const (
	HandSent     = "sent"
	HandWaiting  = "waiting"
	HandReceived = "received"
	HandReturned = "returned"

	// The states of the seat that holds its money. What it cost is counted by them (campaign.Measure).
	Handed     = "handed"
	HandedOut  = "handed_out"
	HandedBack = "handed_back"
)

// Hand is a packet as it is recorded: Command.Ref, and then the note of its seat.
type Hand struct {
	Group   string `json:"group"` // public id
	Purpose string `json:"purpose"`
	Shares  int64  `json:"shares"`
	At      int64  `json:"at"`           // ms when it was sent
	Staff   string `json:"by,omitempty"` // public id of who recorded it
}

// Report gives the command by which somebody tells how many took how much (fen) of a packet; over: the rest came back. Told again
// it is the same command.
func Report(seat campaign.SeatID, taken, amount int64, over bool) campaign.Command {
	c := campaign.Command{Kind: campaign.Sent, Seat: seat, Number: taken, Amount: amount, Ref: fmt.Sprintf("hand-%d", amount)}
	if over {
		c.Kind = campaign.Returned
	}
	return c
}

// ByHand tells whether a packet was sent in a chat and recorded.
func ByHand(p campaign.Instance) bool {
	return p.State == HandSent || p.State == HandWaiting || p.State == HandReceived || p.State == HandReturned
}

// ReadHand reads what was recorded of the packet that a seat is of.
func ReadHand(s campaign.Seat) (Hand, bool) {
	h := Hand{}
	return h, strings.HasPrefix(s.Note, "{") && json.Unmarshal([]byte(s.Note), &h) == nil
}

// openHand records a packet that was sent: Amount is its sum. It is of the budget as all packets are.
func (g *Game) openHand(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	h := Hand{}
	if c.Person != 0 || json.Unmarshal([]byte(c.Ref), &h) != nil || strings.TrimSpace(h.Purpose) == "" || h.Group == "" || h.Shares < 1 || h.Shares > maxShares || c.Amount < h.Shares || h.At > env.Now {
		return campaign.Refuse(campaign.Wrong)
	}
	p := campaign.Instance{ID: env.NewInstance(), CampaignID: v.Campaign, State: HandSent, Size: h.Shares, Amount: c.Amount, At: h.At, Deadline: h.At + 24*hour, DueAt: max(h.At+24*hour, env.Now)}
	s := campaign.Seat{ID: env.NewSeat(), CampaignID: v.Campaign, InstanceID: p.ID, State: Handed, Standing: campaign.Held, Note: c.Ref,
		Takes: campaign.Take(env.Leaf("budget"), c.Amount), Amount: c.Amount, At: env.Now}
	if !v.Fits(s.Takes) {
		return campaign.Refuse(campaign.Budget)
	}
	return campaign.Decision{Reply: campaign.Reply{Instance: p.ID, State: p.State, Amount: p.Amount, Until: p.Deadline}, Instances: []campaign.Instance{p}, Seats: []campaign.Seat{s}}
}

// answerHand takes in what became of a packet that was sent in a chat: how many took how much by now. Counts never go back.
func answerHand(v campaign.View, c campaign.Command, env campaign.Env) campaign.Decision {
	p, s := v.Instance, v.Seat
	if c.Kind == campaign.Expire {
		return expireHand(v, env)
	}
	over := c.Kind == campaign.Returned
	if !over && c.Kind != campaign.Sent || s.State != Handed || c.Number < p.Done || c.Number > p.Size || c.Amount < s.Place || c.Amount > p.Amount ||
		(c.Number == p.Size) != (c.Amount == p.Amount) || (c.Number == 0) != (c.Amount == 0) || over && c.Number == p.Size {
		return campaign.Refuse(campaign.Wrong)
	}
	leaf, _, _ := strings.Cut(string(s.Takes), "=")
	p.Done, s.Place = c.Number, c.Amount // of such a seat the place is how much of it was taken
	switch {
	case over:
		p.State, s.State, p.DueAt = HandReturned, HandedBack, 0
		s.Amount, s.Takes, s.Standing = c.Amount, campaign.Take(leaf, c.Amount), campaign.Spent
		if c.Amount == 0 {
			s.Standing = campaign.None
		}
	case p.Done == p.Size:
		p.DueAt = 0
		p.State, s.State, s.Standing = HandReceived, HandedOut, campaign.Spent
	case p.Done > 0:
		p.State = HandWaiting
	}
	return campaign.Decision{Reply: campaign.Reply{Instance: p.ID, Seat: s.ID, State: p.State, Amount: c.Amount}, Instances: []campaign.Instance{p}, Seats: []campaign.Seat{s}}
}

// expireHand counts as spent what nobody has told of in time.
func expireHand(v campaign.View, env campaign.Env) campaign.Decision {
	p := v.Instance
	if p.DueAt == 0 || p.DueAt > env.Now && !v.Stopped {
		return campaign.Decision{}
	}
	p.DueAt = 0
	d := campaign.Decision{Instances: []campaign.Instance{p}}
	for _, s := range v.Seats {
		if s.State == Handed && s.Standing == campaign.Held {
			s.Standing = campaign.Spent
			d.Seats = append(d.Seats, s)
		}
	}
	return d
}

// soundHand fails on a packet of a chat that holds another sum than what is out.
func soundHand(v campaign.View) error {
	p := v.Instance
	for _, s := range v.Seats {
		held := s.Takes.Of("budget")
		if s.Standing == campaign.Held && (held != p.Amount || p.State != HandSent && p.State != HandWaiting) || s.Standing == campaign.Spent && held > p.Amount {
			return fmt.Errorf("redpacket: a packet of %d in state %s holds %d", p.Amount, p.State, held)
		}
	}
	return nil
}

func explainHand(p campaign.Instance, s campaign.Seat) []campaign.Sentence {
	h, _ := ReadHand(s)
	out := []campaign.Sentence{{Zh: "店员在群里发的红包，手工登记；目的：" + h.Purpose, En: "One of the staff sent it in a chat and recorded it; what for: " + h.Purpose}}
	switch p.State {
	case HandSent:
		return append(out, campaign.Sentence{Zh: "已发出，还没有登记有人领", En: "It was sent; nobody is recorded to have taken of it"})
	case HandWaiting:
		return append(out, campaign.Sentence{Zh: fmt.Sprintf("%d 人已领，共 %d 份", p.Done, p.Size), En: fmt.Sprintf("%d of %d shares are taken", p.Done, p.Size)})
	case HandReceived:
		return append(out, campaign.Sentence{Zh: "全部领完", En: "All of it was taken"})
	}
	return append(out, campaign.Sentence{Zh: "没领完的已退回，预算已放回", En: "What nobody took came back, and is the budget's again"})
}
