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
func Kinds() []string {
	return []string{"customers", "products", "orders", "spend", "referrals", "touches", "chat"}
}

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
	case "referrals":
		return referralFields
	case "touches":
		return touchFields
	case "chat":
		return chatFields
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

var (
	fieldGroup       = field("community", "群", "community", "group", "群编号", "群id", "群聊", "所在群", "chatid", "roomid", "room")
	fieldGroupSource = field("community_source", "群的来源系统", "community source")
	fieldBy          = field("by", "促成人", "by", "分享人", "推荐人", "推广人", "sharer", "referrer")
	fieldByPhone     = field("by_phone", "促成人手机号", "by phone", "推荐人手机号", "推荐人手机", "分享人手机号")
	fieldByUnionID   = field("by_unionid", "促成人unionid", "by unionid")
	fieldRef         = field("ref", "来源中的编号", "ref", "流水号", "记录编号", "eventid", "recordid")
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
	fieldChannel, fieldGroup, fieldGroupSource,
	fieldBy, fieldByPhone, fieldByUnionID,
	field("act", "促成方式", "act", "推荐方式"),
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

var referralFields = []Field{
	field("person", "被推荐人", "person", "被邀请人", "新客", "新成员", "受邀人", "invitee", "referred", "newmember"),
	field("person_phone", "被推荐人手机号", "person phone", "被邀请人手机号", "新客手机号"),
	field("person_unionid", "被推荐人unionid", "person unionid"),
	field("person_name", "被推荐人姓名", "person name", "被邀请人昵称", "新客姓名"),
	field("inviter", "推荐人", "inviter", "邀请人", "老客", "介绍人", "referrer", "invitedby", "parent"),
	field("inviter_phone", "推荐人手机号", "inviter phone", "邀请人手机号", "老客手机号"),
	field("inviter_unionid", "推荐人unionid", "inviter unionid"),
	field("inviter_name", "推荐人姓名", "inviter name", "邀请人昵称", "老客姓名"),
	field("time", "时间", "time", "邀请时间", "推荐时间", "进群时间", "date", "createdat", "joinedat"),
	field("after", "起算的人", "after"),
	field("after_seconds", "起算后的秒数", "after seconds"),
	field("via", "推荐途径", "via", "途径"),
	field("evidence", "凭据", "evidence", "推荐码", "邀请码"),
	fieldGroup, fieldGroupSource, fieldStore, fieldStaff,
}

var touchFields = []Field{
	fieldCustomer, fieldUnionID, fieldPhone, fieldExternal, fieldOpenID,
	field("name", "姓名", "name", "客户姓名", "昵称", "nickname"),
	required(field("touch", "触点类型", "touch", "behavior", "behaviour", "behaviortype", "行为", "行为类型", "动作", "event", "eventtype", "action", "type")),
	required(field("time", "时间", "time", "发生时间", "行为时间", "date", "datetime", "timestamp", "unixts", "ts", "createdat", "eventtime")),
	field("item", "商品或页面", "item", "itemid", "商品id", "商品编码", "sku", "page", "页面", "url"),
	field("cause", "起因", "cause", "活动", "campaign"),
	field("cost", "花费", "cost", "费用"),
	fieldChannel, fieldGroup, fieldGroupSource, fieldBy, fieldByPhone, fieldByUnionID, fieldStore, fieldStaff, fieldRef,
}

var chatFields = []Field{
	required(fieldGroup),
	required(field("time", "时间", "time", "发送时间", "消息时间", "date", "datetime", "timestamp", "ts", "msgtime")),
	required(field("member", "成员", "member", "发送人", "发言人", "昵称", "user", "nick", "from", "sender", "author", "username")),
	field("event", "记录类型", "event", "类型", "type"),
	field("text", "内容", "text", "消息内容", "消息", "message", "msg", "body"),
	field("content", "消息形式", "content kind", "消息类型", "msgtype"),
	field("target", "改名后的名字", "target", "新昵称", "newname", "newnick"),
	field("key", "消息编号", "key", "消息id", "msgid", "messageid"),
	field("reply_to", "回复的消息编号", "reply to", "引用消息id", "replytoid"),
	field("inviter", "邀请人", "inviter", "invitedby"),
	field("scene", "进退群方式", "scene", "进群方式"),
	field("community_name", "群名", "community name", "群名称", "groupname", "roomname"),
	fieldGroupSource, fieldUnionID, fieldPhone, fieldExternal, fieldStore, fieldStaff,
}
