package intake

import "slices"

// Sort names what a record was, for reports.
type Sort struct{ Code, Zh, En string }

// Sorts explains the codes of a Tally, in the order in which they are shown.
func Sorts() []Sort {
	all := []Sort{
		{"goods", "正常商品行", "goods lines"},
		{"free", "零价行（不算成交）", "zero-price lines (no sale)"},
		{"return", "退货行（数量为负）", "returned goods (negative quantity)"},
		{"discount", "折扣行（金额为负）", "discount lines (negative amount)"},
		{"refund", "退款单行", "lines of refunds"},
		{"adjustment", "调整（计入总额，不属于任何订单）", "adjustments (in gross, in no order)"},
		{"cancelled", "已取消", "cancelled"},
		{"no_customer", "没有买家（待匹配）", "without a buyer (to be matched)"},
		{"duplicate_line", "完全相同的行（保留）", "exact duplicate lines (kept)"},
		{"header_differs", "同一订单的单头前后不一致", "lines whose order header differs from its first line"},
		{"unpriced", "金额未知的订单行（不计营收）", "lines of orders of unknown amount (outside revenue)"},
		{"staff_unknown", "员工编号不认识（按无员工导入）", "staff code unknown (entered without)"},
	}
	return slices.Concat(all, referralSorts(), touchSorts(), chatSorts())
}
