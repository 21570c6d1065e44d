package flashsale

import (
	"fmt"
	"strings"

	"qunli/campaign"
)

// Share is what a group gets of a thing (CAM-08): its part of the stock, and what its members pay.
type Share struct {
	Group string `json:"group"`           // public id
	Stock int64  `json:"stock,omitempty"` // of the thing's, 0 as much as there is
	Price int64  `json:"price,omitempty"` // fen; 0 the thing's
}

const maxGroups = 20

// Rule gives the rule that members of the group meet.
func (h Share) Rule() string { return `community = ` + h.Group }

// Asks lists the groups that it matters to be in: somebody is of a group if they are as they ask for their place.
func (g *Game) Asks() []string {
	var out []string
	seen := map[string]bool{}
	for _, i := range g.Items {
		for _, h := range i.Groups {
			if !seen[h.Group] {
				seen[h.Group], out = true, append(out, h.Rule())
			}
		}
	}
	return out
}

// bucketOf names the bucket of a group's part of a thing: what is taken of it is taken of the thing's stock too, by the same seat.
func (i Item) bucketOf(h Share) string { return "group-" + i.Key + "-" + h.Group }

// Bucket is bucketOf for pages; "" when the group has no part of its own.
func (i Item) Bucket(h Share) string {
	if h.Stock == 0 {
		return ""
	}
	return i.bucketOf(h)
}

// priceOf gives what members of a group pay.
func (i Item) priceOf(h Share) int64 {
	if h.Price > 0 {
		return h.Price
	}
	return i.Price
}

func (i Item) lowest() int64 {
	out := i.Price
	for _, h := range i.Groups {
		out = min(out, i.priceOf(h))
	}
	return out
}

// Offer gives the share under which somebody gets n of a thing: of the groups they are in and that have so many left, the cheapest, and
// of equals the first; ok is false when they get it, if at all, as everybody does. member tells whether they are in any.
func (i Item) Offer(in func(rule string) bool, left func(Share) bool) (best Share, ok, member bool) {
	for _, h := range i.Groups {
		if !in(h.Rule()) {
			continue
		}
		member = true
		if left(h) && (!ok || i.priceOf(h) < i.priceOf(best)) {
			best, ok = h, true
		}
	}
	return best, ok, member
}

// PriceFor gives what somebody pays who gets a thing by a share.
func (i Item) PriceFor(h Share, ok bool) int64 {
	if ok {
		return i.priceOf(h)
	}
	return i.Price
}

// offer decides what a piece costs somebody and what it takes, beside what is already taken by the same wish.
func (i Item) offer(v campaign.View, env campaign.Env, before campaign.Takes, n int64) (campaign.Takes, int64, campaign.Code) {
	all := campaign.Take(env.Leaf("stock-"+i.Key), n)
	with := func(h Share) campaign.Takes {
		if h.Stock > 0 {
			return all.And(campaign.Take(i.bucketOf(h), n))
		}
		return all
	}
	h, ok, member := i.Offer(env.Meets, func(h Share) bool { return v.Fits(before.And(with(h))) })
	switch {
	case ok:
		return with(h), i.priceOf(h), campaign.Done
	case member: // the parts of their groups are gone
		return "", 0, campaign.SoldOut
	case i.GroupsOnly:
		return "", 0, campaign.Ineligible
	}
	return all, i.Price, campaign.Done
}

// inside tells whether a seat took of a group's part, or paid a group's price.
func (g *Game) inside(s campaign.Seat) bool {
	usual := int64(0)
	for _, i := range g.Items {
		usual += i.Price * s.Takes.Of("stock-"+i.Key)
		for _, h := range i.Groups {
			if h.Price > 0 && s.Takes.Of(i.bucketOf(h)) > 0 {
				return true
			}
		}
	}
	return s.Amount < usual
}

// priceAt gives what a piece was for a seat: the price of the group's part it took of, or else that of all. Where a group has no part of
// its own, seats do not say for which thing it made a difference.
func (i Item) priceAt(s campaign.Seat) int64 {
	for _, h := range i.Groups {
		if s.Takes.Of(i.bucketOf(h)) > 0 {
			return i.priceOf(h)
		}
	}
	return i.Price
}

// problems names what is wrong with what groups get of a thing.
func (i Item) problems(field func(string) string) []campaign.Problem {
	var out []campaign.Problem
	bad := func(wrong bool, name string, value any, zh, en string) {
		if wrong {
			out = append(out, campaign.Problem{Field: field(name), Value: fmt.Sprint(value), Zh: zh, En: en})
		}
	}
	bad(len(i.Groups) > maxGroups, "groups", len(i.Groups), "最多 20 个群", "at most 20 groups")
	bad(i.GroupsOnly && len(i.Groups) == 0, "groups_only", true, "只给群成员时，请先选群", "choose groups before it is for them alone")
	seen := map[string]bool{}
	for n, h := range i.Groups {
		at := func(name string) string { return fmt.Sprintf("groups[%d].%s", n, name) }
		bad(!strings.HasPrefix(h.Group, "com_") || strings.ContainsAny(h.Group, "/=, \"") || seen[h.Group], at("group"), h.Group, "请从列表里选群，每个群一次", "choose a group of the list, each once")
		bad(h.Stock < 0 || h.Stock > i.Stock, at("stock"), h.Stock, "不能超过商品的库存；0 表示不单独限量", "must not be above the thing's stock; 0 is no part of its own")
		bad(h.Price < 0 || h.Price >= i.Price, at("price"), h.Price, "群内价须低于秒杀价；0 表示同价", "must be below the price of all; 0 is the same")
		seen[h.Group] = true
	}
	return out
}
