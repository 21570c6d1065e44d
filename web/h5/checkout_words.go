package h5

// checkoutWords are the texts of the page before the payment, in one language. Those with a % are formats.
type checkoutWords struct {
	Lang, Title, What, Total, Off, ToPay, Coupons, NoCoupon, Change, UseThese, Best, Alone, Until, Pay, Free, GiveUp, Keep string
	RuleCoupons, RuleNoCoupons                                                                                             string
}

// checkoutIn gives the texts in a language.
func checkoutIn(lang string) checkoutWords {
	if lang == "en" {
		return checkoutEnglish
	}
	return checkoutChinese
}

var checkoutChinese = checkoutWords{Lang: "zh-CN", Title: "确认订单", What: "商品", Total: "金额", Off: "优惠", ToPay: "应付", Coupons: "优惠券", NoCoupon: "没有使用优惠券", Change: "换券（%d 张）", UseThese: "用选中的券", Best: "已为你选好最省的用法", Alone: "单独使用",
	Until: "有效到 %s", Pay: "微信支付 %s", Free: "确认，无需付款", GiveUp: "不要了", Keep: "已为你保留，剩",
	RuleCoupons: "可以使用优惠券；全额退款时券一并退回（已过期的除外），部分退款按比例退现金。", RuleNoCoupons: "不能使用优惠券。"}

var checkoutEnglish = checkoutWords{Lang: "en", Title: "Your order", What: "What", Total: "Price", Off: "Discount", ToPay: "To pay", Coupons: "Coupons", NoCoupon: "No coupon is used", Change: "Other coupons (%d)", UseThese: "Use these", Best: "The best way is chosen for you", Alone: "used alone",
	Until: "until %s", Pay: "Pay %s with WeChat", Free: "Confirm: nothing to pay", GiveUp: "No, thanks", Keep: "Kept for you for another",
	RuleCoupons: "Coupons may be used; paid back whole, they come back too (unless they have ended), and of partial refunds the money goes back in proportion.", RuleNoCoupons: "Coupons cannot be used."}
