package console

// webhookRoutes: other systems that are told facts.
func (c *Console) webhookRoutes(t *table) {
	get(t, "/api/webhooks", "listWebhooks", "Other systems that are told facts, the oldest first, with how they do", c.webhooks)
	post(t, "/api/webhooks", "addWebhook", "Have a system be told facts; the secret that signs is shown this once", c.addWebhook)
	get(t, "/api/webhooks/facts", "listWebhookFacts", "Which facts can be told", c.webhookFacts)
	get(t, "/api/webhooks/networks", "getWebhookNetworks", "Internal networks that may be told", c.webhookNetworks)
	put(t, "/api/webhooks/networks", "setWebhookNetworks", "Replace them; for owners", c.setWebhookNetworks)
	get(t, "/api/webhooks/deliveries", "listDeliveries", "What was sent or waits, the last first", c.deliveries)
	get(t, "/api/webhooks/deliveries/{id}", "getDelivery", "One of them with what it says", c.delivery)
	post(t, "/api/webhooks/deliveries/{id}/replay", "replayDelivery", "Send it again", c.replayDelivery)
	post(t, "/api/webhooks/replay", "replayDeliveries", "Send again what was given up, 1,000 at a time, of one webhook or all", c.replayDeliveries)
	put(t, "/api/webhooks/{id}", "changeWebhook", "Change name, address and facts", c.changeWebhook)
	post(t, "/api/webhooks/{id}/turn", "turnWebhook", "Have it be told, or not; what waited while it was paused is sent", c.turnWebhook)
	post(t, "/api/webhooks/{id}/secret", "rotateWebhook", "A new secret, shown this once; the one before signs beside it for a day", c.rotateWebhook)
	del(t, "/api/webhooks/{id}", "removeWebhook", "End it; what was sent can be looked at until it is pruned", c.removeWebhook)
}
