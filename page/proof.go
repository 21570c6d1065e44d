package page

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"qunli/commerce"
	"qunli/customer"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type proofKind struct{}

func (proofKind) Prefix() string { return "prf" }

// ProofID is the id of a proof.
type ProofID = id.Of[proofKind]

// The states of a proof.
const (
	Waiting   = "waiting" // nobody approved it: no page shows it
	Approved  = "approved"
	Withdrawn = "withdrawn" // for good
)

// Proof is something of the library that pages may show. What it says never changes: another text is another proof, approved anew.
type Proof struct {
	ID         ProofID          `json:"id"`
	Kind       string           `json:"kind" enum:"certificate,qualification,expert,customer"`
	Title      string           `json:"title"`
	Text       string           `json:"text"`
	Picture    string           `json:"picture" doc:"Key of the file that proves it"`
	Alt        string           `json:"alt" doc:"What it shows"`
	Holder     string           `json:"holder" doc:"Whose it is, as pages name them"`
	Until      string           `json:"until" doc:"The last day on which it holds, empty always"`
	CustomerID customer.ID      `json:"customer_id" doc:"Who said it"`
	OrderID    commerce.OrderID `json:"order_id" doc:"What they had bought"`
	State      string           `json:"state" enum:"waiting,approved,withdrawn"`
	AddedBy    org.StaffID      `json:"added_by"`
	AddedAt    int64            `json:"added_at" doc:"Unix ms"`
	ApprovedBy org.StaffID      `json:"approved_by"`
	ApprovedAt int64            `json:"approved_at" doc:"Unix ms, 0 not yet"`
	EndedBy    org.StaffID      `json:"ended_by"`
	EndedAt    int64            `json:"ended_at" doc:"Unix ms, 0 not withdrawn"`
	Why        string           `json:"why" doc:"Why it was withdrawn"`
}

// The consent that what a customer said may be shown: one of the answers of customer.Consent.
const (
	ConsentChannel = "page"
	ConsentTopic   = "testimonial"
)

// Open is what is still to be written in a template.
const Open = "【待填】"

// The refusals of proofs.
var (
	ErrNoProof    = fault.New(fault.Missing, "page.proof_missing", "没有这份材料", "There is no such proof")
	ErrProofState = fault.New(fault.Conflict, "page.proof_state", "材料现在的状态（%s）不能这样做", "A proof in state %s cannot do that")
	ErrProofOver  = fault.New(fault.Conflict, "page.proof_over", "材料已过有效期（%s），不能批准；请换新的", "The proof ran out on %s and cannot be approved; add the new one")
	ErrNoConsent  = fault.New(fault.Conflict, "page.no_consent", "这位顾客还没有同意公开评语：先在客户资料的“同意”里记下（渠道 page，主题 testimonial）", "This customer has not agreed that their words are shown: record it first with their consents (channel page, topic testimonial)")
	ErrNotBought  = fault.New(fault.Conflict, "page.not_bought", "这张订单不是这位顾客的有效购买", "That order is no purchase of this customer's that stands")
)

// normal trims a proof that is added and names what is wrong with it.
func (p *Proof) normal() error {
	for _, t := range []*string{&p.Title, &p.Text, &p.Alt, &p.Holder} {
		*t = strings.TrimSpace(*t)
		if strings.Contains(*t, Open) {
			return fault.InvalidField("title", Open, "请把【待填】换成真实的内容", "put the real words in the place of the placeholder")
		}
	}
	if !slices.Contains(Proofs, p.Kind) {
		return fault.InvalidField("kind", p.Kind, "须选：认证、资质、专家或顾客", "must be a certificate, a qualification, an expert or a customer")
	}
	for _, t := range []struct {
		field, value string
		most         int
	}{{"title", p.Title, maxTitle}, {"holder", p.Holder, 40}} {
		if n := utf8.RuneCountInString(t.value); n == 0 || n > t.most {
			return fault.InvalidField(t.field, t.value, "请填写，最多 40（标题 60）个字", "must be given, with at most 40 characters (60 of a title)")
		}
	}
	if utf8.RuneCountInString(p.Text) > maxText {
		return fault.InvalidField("text", "", "最多 1000 个字", "at most 1,000 characters")
	}
	if _, err := time.Parse(time.DateOnly, p.Until); err != nil && p.Until != "" {
		return fault.InvalidField("until", p.Until, "须是日期，如 2026-03-02", "must be a day such as 2026-03-02")
	}
	if p.Kind == "customer" {
		if p.CustomerID == 0 || p.OrderID == 0 {
			return fault.InvalidField("order_id", "", "顾客评语要写明是哪位顾客、哪张订单", "say which customer said it and what they had bought")
		}
	} else if p.Picture == "" || p.Alt == "" {
		return fault.InvalidField("picture", p.Picture, "请上传证明文件的图片，并写一句图片内容", "upload a picture of the file that proves it, and say what it shows")
	} else if p.CustomerID != 0 || p.OrderID != 0 {
		return fault.InvalidField("customer_id", "", "只有顾客评语写明顾客", "only what a customer said names a customer")
	}
	return nil
}

// fill has a block say what a proof says.
func (p Proof) fill(b Block) Block {
	b.Title, b.Text, b.Picture, b.Alt, b.Proof, b.Until, b.proven = p.Title, p.Text, p.Picture, p.Alt, p.Kind, p.Until, true
	if p.Holder != "" {
		b.Text = strings.TrimPrefix(b.Text+"\n—— "+p.Holder, "\n")
	}
	return b
}
