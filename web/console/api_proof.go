package console

import (
	"context"

	"qunli/commerce"
	"qunli/customer"
	"qunli/page"
)

type proofsIn struct {
	State string `query:"state" enum:"waiting,approved,withdrawn" doc:"Empty: any"`
}

func (c *Console) proofs(ctx context.Context, in *proofsIn) (list[page.Proof], error) {
	all, err := c.Library.List(ctx, in.State)
	return listOf(all, ""), err
}

type addProofIn struct {
	Body struct {
		Kind       string           `json:"kind" enum:"certificate,qualification,expert,customer"`
		Title      string           `json:"title" minLength:"1" maxLength:"60"`
		Text       string           `json:"text,omitempty" maxLength:"1000"`
		Picture    string           `json:"picture,omitempty" doc:"Key of the file that proves it; of what a customer said none is needed"`
		Alt        string           `json:"alt,omitempty" maxLength:"60" doc:"What it shows"`
		Holder     string           `json:"holder" minLength:"1" maxLength:"40" doc:"Whose it is, as pages name them"`
		Until      string           `json:"until,omitempty" doc:"The last day on which it holds, empty always"`
		CustomerID customer.ID      `json:"customer_id,omitempty" doc:"Who said it"`
		OrderID    commerce.OrderID `json:"order_id,omitempty" doc:"What they had bought"`
	}
}

func (c *Console) addProof(ctx context.Context, in *addProofIn) (page.Proof, error) {
	b := in.Body
	return c.Library.Add(ctx, page.Proof{Kind: b.Kind, Title: b.Title, Text: b.Text, Picture: b.Picture, Alt: b.Alt, Holder: b.Holder, Until: b.Until, CustomerID: b.CustomerID, OrderID: b.OrderID})
}

type proofIn struct {
	ID ref[page.ProofID] `path:"id"`
}

func (c *Console) approveProof(ctx context.Context, in *proofIn) (page.Proof, error) {
	return c.Library.Approve(ctx, in.ID.ID)
}

type withdrawProofIn struct {
	ID   ref[page.ProofID] `path:"id"`
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (c *Console) withdrawProof(ctx context.Context, in *withdrawProofIn) (page.Proof, error) {
	return c.Library.Withdraw(ctx, in.ID.ID, in.Body.Why)
}
