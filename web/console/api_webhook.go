package console

import (
	"context"

	"qunli/insight"
	"qunli/kit/event"
	"qunli/kit/serve"
	"qunli/org"
	"qunli/webhook"
)

// webhookView is another system that is told facts.
type webhookView struct {
	ID           webhook.ID    `json:"id"`
	Name         string        `json:"name"`
	Address      string        `json:"address"`
	Facts        []string      `json:"facts"`
	State        webhook.State `json:"state" enum:"on,off,paused" doc:"paused: it failed for a whole day; what happens waits for it"`
	OldUntil     int64         `json:"old_until" doc:"Unix ms until when the secret before signs too, 0 there is none"`
	FailingSince int64         `json:"failing_since" doc:"Unix ms of the first failure after the last success, 0 it does well"`
	RetryAt      int64         `json:"retry_at" doc:"Unix ms; before it nothing is tried, because nobody answers; 0 it is not so"`
	PausedAt     int64         `json:"paused_at" doc:"Unix ms, 0 not"`
	Version      int64         `json:"version"`
	CreatedBy    org.StaffID   `json:"created_by"`
	CreatedAt    int64         `json:"created_at" doc:"Unix ms"`
	Waiting      int64         `json:"waiting" doc:"Deliveries that wait"`
	GivenUp      int64         `json:"given_up" doc:"Deliveries that were given up"`
}

func viewWebhook(s webhook.Subscription) webhookView { return webhookView(s) }

func (c *Console) webhooks(ctx context.Context, _ *struct{}) (list[webhookView], error) {
	all, err := c.Webhooks.List(ctx)
	return listOf(views(all, viewWebhook), ""), err
}

// factView is a fact that can be told.
type factView struct {
	Kind  string        `json:"kind"`
	Title insight.Words `json:"title"`
}

func (c *Console) webhookFacts(ctx context.Context, _ *struct{}) (list[factView], error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return list[factView]{}, err
	}
	return listOf(views(webhook.Facts(), func(f webhook.Fact) factView { return factView{f.Kind, insight.Words{Zh: f.Zh, En: f.En}} }), ""), nil
}

// WebhookBody is a webhook to make or change.
type WebhookBody struct {
	Name    string   `json:"name" minLength:"1" maxLength:"40"`
	Address string   `json:"address" minLength:"1" maxLength:"500" doc:"https"`
	Facts   []string `json:"facts" minItems:"1" maxItems:"100"`
	Version int64    `json:"version,omitempty" doc:"That was read, of a change"`
}

// webhookSecret is a webhook's secret, shown this once.
type webhookSecret struct {
	ID     webhook.ID `json:"id"`
	Secret string     `json:"secret"`
}

type addWebhookIn struct{ Body WebhookBody }

func (c *Console) addWebhook(ctx context.Context, in *addWebhookIn) (webhookSecret, error) {
	serve.Unkept(ctx)
	one, plain, err := c.Webhooks.Save(ctx, webhook.Plan{Name: in.Body.Name, Address: in.Body.Address, Facts: in.Body.Facts})
	return webhookSecret{one.ID, plain}, err
}

type webhookIn struct {
	ID ref[webhook.ID] `path:"id"`
}

type changeWebhookIn struct {
	ID   ref[webhook.ID] `path:"id"`
	Body WebhookBody
}

func (c *Console) changeWebhook(ctx context.Context, in *changeWebhookIn) (webhookView, error) {
	one, _, err := c.Webhooks.Save(ctx, webhook.Plan{ID: in.ID.ID, Name: in.Body.Name, Address: in.Body.Address, Facts: in.Body.Facts, Version: in.Body.Version})
	return viewWebhook(one), err
}

type turnWebhookIn struct {
	ID   ref[webhook.ID] `path:"id"`
	Body struct {
		On      bool  `json:"on"`
		Version int64 `json:"version"`
	}
}

func (c *Console) turnWebhook(ctx context.Context, in *turnWebhookIn) (none, error) {
	return none{}, c.Webhooks.Turn(ctx, in.ID.ID, in.Body.Version, in.Body.On)
}

func (c *Console) rotateWebhook(ctx context.Context, in *webhookIn) (webhookSecret, error) {
	serve.Unkept(ctx)
	plain, err := c.Webhooks.Rotate(ctx, in.ID.ID)
	return webhookSecret{in.ID.ID, plain}, err
}

func (c *Console) removeWebhook(ctx context.Context, in *webhookIn) (none, error) {
	return none{}, c.Webhooks.Remove(ctx, in.ID.ID)
}

// networkList is the internal networks that may be told.
type networkList struct {
	Networks []string `json:"networks" maxItems:"20" doc:"Such as 10.0.0.0/8"`
}

func (c *Console) webhookNetworks(ctx context.Context, _ *struct{}) (networkList, error) {
	all, err := c.Webhooks.Networks(ctx)
	return networkList{append([]string{}, all...)}, err
}

type networksIn struct{ Body networkList }

func (c *Console) setWebhookNetworks(ctx context.Context, in *networksIn) (none, error) {
	return none{}, c.Webhooks.SetNetworks(ctx, in.Body.Networks)
}

// deliveryView is one publishing of facts for one webhook.
type deliveryView struct {
	ID        webhook.DeliveryID `json:"id"`
	WebhookID webhook.ID         `json:"webhook_id"`
	FactID    event.ID           `json:"fact_id" doc:"The id in what is sent"`
	Kind      string             `json:"kind" doc:"Of the facts"`
	State     webhook.Progress   `json:"state" enum:"waiting,delivered,given_up"`
	Tries     int64              `json:"tries" doc:"Since it was made or replayed"`
	Replays   int64              `json:"replays"`
	NextAt    int64              `json:"next_at" doc:"Unix ms of the next try, of one that waits"`
	TriedAt   int64              `json:"tried_at" doc:"Unix ms of the last try, 0 none"`
	Status    int64              `json:"status" doc:"HTTP status of the last answer, 0 none came"`
	Took      int64              `json:"took" doc:"Ms of the last try"`
	Trouble   string             `json:"trouble" doc:"status, redirect, timeout, name, certificate, connection, internal_network, key, gone; empty: the last try did not fail"`
	Reply     string             `json:"reply" doc:"How the last answer began, phone numbers masked"`
	CreatedAt int64              `json:"created_at" doc:"Unix ms"`
}

func viewDelivery(d webhook.Delivery) deliveryView {
	return deliveryView{d.ID, d.SubscriptionID, d.FactID, d.Kind, d.State, d.Tries, d.Replays, d.NextAt, d.TriedAt, d.Status, d.Took, d.Trouble, d.Reply, d.CreatedAt}
}

type deliveriesIn struct {
	Sized
	Webhook ref[webhook.ID]         `query:"webhook_id"`
	State   string                  `query:"state" enum:"waiting,delivered,given_up"`
	Kind    string                  `query:"kind" maxLength:"100"`
	After   ref[webhook.DeliveryID] `query:"after"`
}

func (c *Console) deliveries(ctx context.Context, in *deliveriesIn) (list[deliveryView], error) {
	all, err := c.Webhooks.Deliveries(ctx, webhook.Filter{Subscription: in.Webhook.ID, State: webhook.Progress(in.State), Kind: in.Kind, Before: in.After.ID, Limit: in.Limit})
	next := pageAfter(all, in.Limit, func(d webhook.Delivery) string { return d.ID.String() })
	return listOf(views(all, viewDelivery), next), err
}

type deliveryIn struct {
	ID ref[webhook.DeliveryID] `path:"id"`
}

// deliveryText is a delivery with what it says.
type deliveryText struct {
	Delivery deliveryView `json:"delivery"`
	Body     string       `json:"body" doc:"JSON as it is sent; empty: its facts were pruned"`
}

func (c *Console) delivery(ctx context.Context, in *deliveryIn) (deliveryText, error) {
	d, text, err := c.Webhooks.Delivery(ctx, in.ID.ID)
	return deliveryText{viewDelivery(d), text}, err
}

func (c *Console) replayDelivery(ctx context.Context, in *deliveryIn) (none, error) {
	return none{}, c.Webhooks.Replay(ctx, in.ID.ID)
}

type replayDeliveriesIn struct {
	Body struct {
		ID webhook.ID `json:"webhook_id,omitempty" doc:"Empty: all of them"`
	}
}

func (c *Console) replayDeliveries(ctx context.Context, in *replayDeliveriesIn) (replayed, error) {
	n, err := c.Webhooks.ReplayFailed(ctx, in.Body.ID)
	return replayed{n, n == webhook.MostReplayed}, err
}
