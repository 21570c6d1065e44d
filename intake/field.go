package intake

import "strings"

// Field is one thing a record of a kind may tell.
type Field struct {
	Name     string   // as in mappings and presets
	Zh, En   string   // for people
	Aliases  []string // headers under which other systems export it, folded
	Required bool
}

// Kinds lists what can be imported, in the order in which a newcomer would do it.
func Kinds() []string { return []string{"customers", "products", "orders", "spend"} }

// Fields lists the fields of a kind; nil when there is no such kind.
func Fields(kind string) []Field {
	switch kind {
	case "orders":
		return orderFields
	case "customers":
		return customerFields
	case "products":
		return productFields
	case "spend":
		return spendFields
	}
	return nil
}

func field(name, zh, en string, aliases ...string) Field {
	all := append([]string{name, zh, en}, aliases...)
	for i, a := range all {
		all[i] = foldHeader(a)
	}
	return Field{Name: name, Zh: zh, En: en, Aliases: all}
}

func required(f Field) Field {
	f.Required = true
	return f
}

// foldHeader makes headers comparable: lower case, without blanks, underscores, hyphens and brackets.
func foldHeader(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '_', '-', '(', ')', '（', '）', '　', '\t', '.':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

var (
	fieldCustomer = field("customer", "客户编号", "customer", "customerid", "客户id", "会员号", "会员编号", "买家会员名", "买家昵称", "memberid", "buyerid", "userid", "用户id")
	fieldUnionID  = field("unionid", "unionid", "union id")
	fieldPhone    = field("phone", "手机号", "phone", "mobile", "手机", "联系手机", "收货人手机", "电话", "tel")
	fieldExternal = field("external_userid", "企微外部联系人", "external userid")
	fieldOpenID   = field("openid", "openid", "open id")
	fieldStore    = field("store", "门店", "store", "shop", "门店编号", "门店编码", "店铺", "店铺名称", "branch")
	fieldStaff    = field("staff", "员工", "staff", "导购", "员工编号", "业务员", "salesperson")
	fieldChannel  = field("channel", "渠道", "channel", "来源渠道", "媒体", "广告渠道")
)

var orderFields = []Field{
	required(field("order_no", "订单号", "order no", "invoiceno", "invoice", "orderid", "订单编号", "订单id", "单号", "ordernumber", "交易号")),
	required(field("time", "下单时间", "time", "invoicedate", "date", "orderdate", "paidat", "付款时间", "订单付款时间", "订单创建时间", "成交时间", "日期", "createdat", "datetime")),
	field("line_no", "行号", "line no", "lineno"),
	fieldCustomer, fieldUnionID, fieldPhone, fieldExternal, fieldOpenID,
	field("customer_name", "客户姓名", "customer name", "收货人姓名", "姓名", "buyername", "name"),
	field("sku", "商品编码", "sku", "stockcode", "商品id", "货号", "itemid", "productid", "商家编码"),
	field("product", "商品名称", "product", "description", "宝贝标题", "商品", "productname", "标题"),
	field("quantity", "数量", "quantity", "qty", "宝贝总数量", "购买数量", "件数"),
	field("price", "单价", "price", "unitprice", "商品单价"),
	field("amount", "金额", "amount", "total", "实付金额", "买家实际支付金额", "应付金额", "订单金额", "sales", "dollars", "paid"),
	field("kind", "单据类型", "kind", "type", "类型"),
	field("refund_of", "原订单号", "refund of", "originalorder", "原单号"),
	field("status", "订单状态", "status", "state", "状态"),
	fieldStore, fieldStaff,
	field("scene", "成交场景", "scene", "场景"),
	fieldChannel,
}

var customerFields = []Field{
	fieldCustomer, fieldUnionID, fieldPhone, fieldExternal, fieldOpenID,
	field("name", "姓名", "name", "客户姓名", "客户名称", "昵称", "customername", "nickname"),
	field("tags", "标签", "tags", "客户标签", "tag"),
	field("consent", "同意接收", "consent", "营销授权", "optin"),
	field("added_at", "添加时间", "added at", "注册时间", "入会时间", "加好友时间", "createdat"),
	fieldStore, fieldStaff, fieldChannel,
}

var productFields = []Field{
	required(field("sku", "商品编码", "sku", "stockcode", "商品id", "货号", "itemid", "productid", "商家编码")),
	field("product", "商品名称", "product", "name", "description", "商品", "名称", "标题"),
	field("line", "产品线", "line", "品类", "category", "类目"),
	field("role", "产品角色", "role", "角色"),
	field("price", "价格", "price", "单价", "售价"),
	field("on_sale", "在售", "on sale", "上架"),
}

var spendFields = []Field{
	required(field("day", "日期", "day", "date", "时间", "投放日期")),
	required(fieldChannel),
	required(field("amount", "花费", "amount", "spend", "cost", "消耗", "金额", "费用", "消费")),
	field("campaign", "计划", "campaign", "广告计划", "计划名称", "推广计划"),
	fieldStore,
}
