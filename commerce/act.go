package commerce

import (
	"slices"
	"strings"

	"qunli/community"
	"qunli/customer"
)

// Act is what a person did that led somebody to an order (CUS-11): each order is owed to at most one act.
type Act string

// The five social acts, the strongest first: where several led to one order, the first of these has it.
const (
	ActPartner    Act = "partner"
	ActDistribute Act = "distribute"
	ActRefer      Act = "refer"
	ActShare      Act = "share"
	ActForward    Act = "forward"
)

// ActLabel names an act in both languages.
type ActLabel struct {
	Code Act    `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Acts lists the acts, the strongest first.
func Acts() []ActLabel {
	return []ActLabel{
		{ActPartner, "合伙人", "Partnership"},
		{ActDistribute, "分销", "Distribution"},
		{ActRefer, "转介绍", "Referral"},
		{ActShare, "分享", "Share"},
		{ActForward, "转发", "Forward"},
	}
}

// Valid reports whether a is one of the acts, or none.
func (a Act) Valid() bool {
	switch a {
	case "", ActPartner, ActDistribute, ActRefer, ActShare, ActForward:
		return true
	}
	return false
}

// ParseAct reads a code, a Chinese or an English label; blank is none.
func ParseAct(s string) (Act, error) {
	if s = strings.TrimSpace(s); s == "" {
		return "", nil
	}
	for _, l := range Acts() {
		if strings.EqualFold(s, string(l.Code)) || s == l.Zh || strings.EqualFold(s, l.En) {
			return l.Code, nil
		}
	}
	return "", ErrAct.F(s)
}

// over reports whether a has an order that b has otherwise: it is the stronger of the two, and any act is stronger than none.
func (a Act) over(b Act) bool {
	place := func(x Act) int { return slices.IndexFunc(Acts(), func(l ActLabel) bool { return l.Code == x }) }
	return a != "" && (b == "" || place(a) < place(b))
}

// cause is what led to an order.
type cause struct {
	CommunityID community.ID // the group that guided it (COM-05), 0 none
	ByID        customer.ID  // the person whose link or code led here (CUS-11), 0 none
	Act         Act          // the kind of that person's act, '' none
}

// hear takes what is said of a cause: the first group, and the first of the strongest acts. It reports whether that changed
// anything.
func (c *cause) hear(said cause) bool {
	before := *c
	if c.CommunityID == 0 {
		c.CommunityID = said.CommunityID
	}
	if said.Act.over(c.Act) {
		c.ByID, c.Act = said.ByID, said.Act
	}
	return *c != before
}
