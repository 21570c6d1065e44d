package campaign

// Decided is one thing that a decision changed. A batch of a campaign publishes all of its own as one list.
type Decided struct {
	Campaign ID `json:"campaign"`
	Effect
}

// FactKind names the fact.
func (Decided) FactKind() string { return "campaign.decided" }

// Asked is what is asked of payment and of those who hand out gifts. Who hears it may hear it again: the message's number
// makes it once. Answers come back as commands (Service.Do).
type Asked struct{ Message }

// FactKind names the fact.
func (Asked) FactKind() string { return "campaign.asked" }
