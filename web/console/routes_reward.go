package console

// rewardRoutes: gifts and coupons, and who was given what.
func (c *Console) rewardRoutes(t *table) {
	get(t, "/api/gifts", "listGifts", "What can be given: codes, things, coupons; the newest first", c.gifts)
	post(t, "/api/gifts", "makeGift", "Make a gift or a coupon; it can be given from then on", c.makeGift)
	get(t, "/api/gifts/{id}", "getGift", "One of them", c.gift)
	put(t, "/api/gifts/{id}", "changeGift", "Change it; what a coupon takes off stays once one was given", c.changeGift)
	post(t, "/api/gifts/{id}/turn", "turnGift", "Have it be given, or not any more; what was given goes on", c.turnGift)
	post(t, "/api/gifts/{id}/codes", "bringCodes", "Bring codes in; what is there already is left out and named by its line", c.bringCodes)
	get(t, "/api/gifts/{id}/campaigns", "listGiftCampaigns", "The campaigns that hand it out, how many still, and how well it suits whom they are for", c.giftPromises)
	get(t, "/api/rewards", "listRewards", "Who was given what and why, the latest first", c.rewards)
	post(t, "/api/rewards/{id}/reveal", "revealReward", "A code, or where a thing goes, as it is; audited", c.revealReward)
	post(t, "/api/rewards/{id}/ship", "shipReward", "Note that a thing was sent; the game that gave it is told", c.shipReward)
	post(t, "/api/rewards/{id}/arrived", "rewardArrived", "Note that a thing arrived", c.rewardArrived)
	post(t, "/api/rewards/{id}/revoke", "revokeReward", "Take back what was not used and not sent", c.revokeReward)
}
