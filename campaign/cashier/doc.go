// Package cashier joins games with money and gifts. What a game asks of the world (campaign.Asked) becomes payments, refunds and
// payouts (commerce/pay), gifts and coupons (reward); what became of them goes back to the game as commands.
//
//	campaign.Asked ─▶ job a message ─▶ pay.Ask, Cancel, Refund, Settle, Owe and PayOut   a seat has one payment, a reward one payout
//	                  └▶ reward.Give                                            a reward is one gift; a thing was Sent once it is shipped
//	pay.Paid, Closed, Refunded, PayoutEnded, reward.Given, Withheld ─▶ job ─▶ campaign.Service.Do    outside transactions, as often as it takes
//
// Both sides are idempotent: a payment is found by its seat, a refund and a payout by the number that the game gave it, and a game
// answers the same command with the same reply. So nothing here is remembered.
package cashier
