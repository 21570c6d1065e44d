package cashier

import (
	"context"
	"errors"
	"fmt"

	"qunli/campaign"
	"qunli/commerce/pay"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/reward"
)

// give hands out a gift or a coupon. To whoever is given none for good, the game is told so; what has run out or is closed is tried
// again, and stands among the failed jobs in the end.
func (s *Service) give(ctx context.Context, tx *db.Tx, m campaign.Message, title string) error {
	gift, known := giftOf(m.What)
	if !known {
		return reward.ErrNoGift
	}
	cause := ofReward(m.Seat, campaign.Nth(m.Number))
	_, err := s.gifts.Give(ctx, tx, reward.Asking{Customer: m.Person, Gift: gift, Cause: cause, Title: title, Reason: m.Reason})
	if errors.Is(err, reward.ErrPerson) || errors.Is(err, reward.ErrGone) {
		return tell(ctx, tx, s, []pay.Cause{cause}, func(c pay.Cause) (pay.Cause, campaign.Command) { return answered(c, campaign.Returned) })
	}
	return err
}

// hearGifts has games told what became of gifts: one that is with its owner was sent, one that never goes out came back.
func (s *Service) hearGifts(bus *event.Bus) {
	event.Subscribe(bus, hearing, func(ctx context.Context, tx *db.Tx, facts []reward.Given) error {
		return tell(ctx, tx, s, facts, func(f reward.Given) (pay.Cause, campaign.Command) { return answered(f.Cause, campaign.Sent) })
	})
	event.Subscribe(bus, hearing, func(ctx context.Context, tx *db.Tx, facts []reward.Withheld) error {
		return tell(ctx, tx, s, facts, func(f reward.Withheld) (pay.Cause, campaign.Command) { return answered(f.Cause, campaign.Returned) })
	})
}

// answered tells a game what became of the reward of a cause.
func answered(c pay.Cause, kind campaign.Kind) (pay.Cause, campaign.Command) {
	return c, campaign.Command{Kind: kind, Ref: campaign.TransferNumber(campaign.SeatID(c.ID), rewardOf(c))}
}

// giftOf reads the gift that a game names.
func giftOf(what string) (reward.GiftID, bool) {
	var i reward.GiftID
	return i, i.UnmarshalText([]byte(what)) == nil && i != 0
}

// Known names what is wrong with the gifts that a campaign promises: campaign.Options.Known.
func Known(ctx context.Context, q db.Q, needs []campaign.Need) ([]campaign.Problem, error) {
	ids, sum := make([]reward.GiftID, len(needs)), map[reward.GiftID]int64{}
	for n, need := range needs {
		if i, ok := giftOf(need.What); ok {
			ids[n] = i
			sum[i] += need.N
		}
	}
	gifts, err := reward.GiftsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var out []campaign.Problem
	for n, need := range needs {
		g, there := gifts[ids[n]]
		p := campaign.Problem{Field: need.Field, Value: need.What}
		switch {
		case !there:
			p.Zh, p.En = "没有这个礼品或优惠券：先在“礼品与优惠券”里新建，再从列表里选", "is no gift or coupon: make it under Gifts and coupons, then choose it here"
		case g.State != reward.Open:
			p.Zh, p.En = fmt.Sprintf("“%s”已停发：重新开放，或换一个", g.Name), fmt.Sprintf("“%s” is closed: open it again, or choose another", g.Name)
		case g.Left() < sum[g.ID]+need.Others:
			p.Zh = fmt.Sprintf("“%s”只剩 %d 份，这个活动还要发 %d 份，其他活动还要发 %d 份：请补充数量，或减少奖品数", g.Name, g.Left(), sum[g.ID], need.Others)
			p.En = fmt.Sprintf("of “%s” %d are left, while this campaign hands out %d and others %d: add more, or promise fewer", g.Name, g.Left(), sum[g.ID], need.Others)
		default:
			continue
		}
		out = append(out, p)
	}
	return out, nil
}

// Prizes gives what the gifts are called that a game hands out, by their public ids.
func Prizes(ctx context.Context, q db.Q, g campaign.Game) (map[string]string, error) {
	giver, gives := g.(campaign.Giver)
	if !gives {
		return nil, nil
	}
	var ids []reward.GiftID
	for _, p := range giver.Promises() {
		if i, ok := giftOf(p.What); ok {
			ids = append(ids, i)
		}
	}
	gifts, err := reward.GiftsByID(ctx, q, ids)
	out := make(map[string]string, len(gifts))
	for i, g := range gifts {
		out[i.String()] = g.Name
	}
	return out, err
}
