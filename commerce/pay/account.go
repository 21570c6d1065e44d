package pay

import (
	"qunli/customer"
	"qunli/kit/ledger"
)

// The accounts of this room. What is owed to somebody is Bound: it never falls below nothing.

// Clearing is our money at the provider.
func Clearing() ledger.Account { return ledger.Account{Kind: "pay_clearing"} }

// SalesPending is what was paid for and not earned yet.
func SalesPending() ledger.Account { return ledger.Account{Kind: "sales_pending", Bound: true} }

// Sales is what was earned.
func Sales() ledger.Account { return ledger.Account{Kind: "sales"} }

// RefundsPayable is what a payer gets back.
func RefundsPayable(of customer.ID) ledger.Account {
	return ledger.Account{Kind: "refunds_payable", Of: int64(of), Bound: true}
}

// Unmatched is money of another amount than was asked for, until somebody decides.
func Unmatched() ledger.Account { return ledger.Account{Kind: "unmatched", Bound: true} }

// RewardsPayable is what a customer is owed: rewards, red packets, cash-back, commission.
func RewardsPayable(of customer.ID) ledger.Account {
	return ledger.Account{Kind: "rewards_payable", Of: int64(of), Bound: true}
}

// PayoutsUnderWay is what the provider was told to pay to a customer and has not paid yet.
func PayoutsUnderWay(of customer.ID) ledger.Account {
	return ledger.Account{Kind: "payouts_under_way", Of: int64(of), Bound: true}
}

// MarketingCost is what rewards cost the brand.
func MarketingCost() ledger.Account { return ledger.Account{Kind: "marketing_cost"} }

// PlatformFill is what it costs to fill teams by the brand itself (平台补位).
func PlatformFill() ledger.Account { return ledger.Account{Kind: "platform_fill"} }

// The causes of the transfers that this room posts. Their ids are those of receipts, payments, refunds and payouts.
const (
	byReceipt      = "pay.receipt"
	bySettled      = "pay.settled"
	byRefundAsked  = "pay.refund_asked"
	byRefundDone   = "pay.refund_done"
	byPayoutAsked  = "pay.payout_asked"
	byPayoutDone   = "pay.payout_received"
	byPayoutUndone = "pay.payout_undone"
)
