package h5

import (
	"qunli/commerce"
	"qunli/referral"
	"qunli/reward"
)

// meWords are the texts of a customer's own page in one language.
type meWords struct {
	Lang, Title, Hello, Comma, Invites, ValidOf, Friends, NoInvites, Orders, NoOrders, Messages, MessagesWhy, On, Off, TurnOn, TurnOff, Saved string
	Glance, GlanceWhy, Away, AwayWhy, Retry, Somebody, Unpriced                                                                               string
	Channels                                                                                                                                  map[string]string
	States                                                                                                                                    map[referral.Standing]string
	Whys                                                                                                                                      map[referral.Standing]string
	Reasons                                                                                                                                   map[referral.Reason]string
	Sold, Returned, Partly, Cancelled, Uncounted                                                                                              string

	Gifts, NoGifts, WorthOf, From, UntilDay, NoMinimum, Minimum, TakesOff, Rate, Most     string
	AskAddress, ChangeAddress, Receiver, Phone, Address, AddressWhy, SaveAddress, Arrived string
	GiftStates                                                                            map[reward.State]string
	GiftReasons                                                                           map[string]string
}

// meIn gives the texts in a language.
func meIn(lang string) meWords {
	if lang == "en" {
		return meEnglish
	}
	return meChinese
}

var meChinese = meWords{Lang: "zh-CN", Title: "我的", Hello: "你好", Comma: "，", Invites: "我邀请的朋友", ValidOf: "位有效，共", Friends: "位",
	NoInvites: "还没有。向店里的伙伴要你的专属码，朋友扫它就算你邀请的。", Orders: "我的订单", NoOrders: "还没有订单。下单时报手机号，这里就能看到。",
	Messages: "接收消息", MessagesWhy: "随时可以改，马上生效。", On: "接收", Off: "不接收", TurnOn: "打开", TurnOff: "关闭", Saved: "已改好",
	Glance: "请点一下“使用完整服务”", GlanceWhy: "微信现在给的是临时身份，看不到你自己的内容。", Away: "请在微信里打开", AwayWhy: "商家还没有开通这里的登录，有事请联系店里的伙伴。",
	Retry: "再试一次", Somebody: "一位朋友", Unpriced: "金额未记", Channels: map[string]string{"any": "所有消息", "wecom": "企业微信消息", "sms": "短信"},
	States: map[referral.Standing]string{referral.StandingValid: "有效", referral.StandingPending: "等待进群"},
	Whys: map[referral.Standing]string{referral.StandingPending: "朋友进群后才算有效", referral.StandingLeft: "进群后很快退出了，不算",
		referral.StandingMember: "之前就在群里，不算新朋友", referral.StandingTaken: "另一位朋友的邀请在先", referral.StandingUnbound: "没有记为你的推荐"},
	Reasons: map[referral.Reason]string{referral.ReasonEarlier: "另一位朋友推荐在先", referral.ReasonLater: "后来另一位朋友又推荐了", referral.ReasonProtected: "还在另一位推荐人的保护期里",
		referral.ReasonExisting: "早就是我们的顾客了", referral.ReasonSelf: "自己不能推荐自己", referral.ReasonCycle: "你是由这位朋友带来的", referral.ReasonDispute: "门店核对后改为另一位推荐人", referral.ReasonWithdrawn: "门店核对后撤回了"},
	Sold: "已完成", Returned: "已退款", Partly: "部分退款", Cancelled: "已取消", Uncounted: "未计入",
	Gifts: "我的奖励和优惠券", NoGifts: "还没有。参加活动得到的礼品和优惠券会在这里。", WorthOf: "价值 %s", From: "来自“%s”", UntilDay: "有效到 %s", NoMinimum: "无门槛", Minimum: "满 %s ", TakesOff: "减 %s", Rate: "打 %s 折", Most: "最多减 %s",
	AskAddress: "填写收货地址", ChangeAddress: "修改收货地址", Receiver: "收件人", Phone: "手机号", Address: "详细地址", AddressWhy: "只用来寄这份礼品，加密保存，签收后按期删除。", SaveAddress: "提交地址", Arrived: "我已收到",
	GiftStates: map[reward.State]string{reward.Issued: "可使用", reward.Locked: "下单占用中", reward.Used: "已使用", reward.Expired: "已过期", reward.Revoked: "已撤回",
		reward.Waiting: "待填地址", reward.Applied: "待发货", reward.Shipped: "已发货", reward.Received: "已收到"},
	GiftReasons: map[string]string{"step": "邀请达标的奖励", "welcome": "新朋友的见面礼"}}

var meEnglish = meWords{Lang: "en", Title: "My page", Hello: "Hello", Comma: ", ", Invites: "Friends I brought", ValidOf: "valid of", Friends: "in all",
	NoInvites: "None yet. Ask our staff for your own code: friends who scan it are yours.", Orders: "My orders", NoOrders: "None yet. Give your phone number when you buy, and they appear here.",
	Messages: "Messages", MessagesWhy: "Change it at any time; it takes effect at once.", On: "on", Off: "off", TurnOn: "Turn on", TurnOff: "Turn off", Saved: "Changed",
	Glance: "Press “Use the full service”", GlanceWhy: "WeChat gave a temporary identity, under which nothing of yours can be shown.", Away: "Open it in WeChat", AwayWhy: "Signing in is not set up here yet; our staff will help you.",
	Retry: "Try again", Somebody: "A friend", Unpriced: "amount not recorded", Channels: map[string]string{"any": "All messages", "wecom": "Messages in WeCom", "sms": "Text messages"},
	States: map[referral.Standing]string{referral.StandingValid: "valid", referral.StandingPending: "not in the group yet"},
	Whys: map[referral.Standing]string{referral.StandingPending: "counts once your friend joins the group", referral.StandingLeft: "left soon after joining: does not count",
		referral.StandingMember: "was in the group before", referral.StandingTaken: "somebody else's invitation came first", referral.StandingUnbound: "is not recorded as yours"},
	Reasons: map[referral.Reason]string{referral.ReasonEarlier: "somebody else brought them first", referral.ReasonLater: "somebody else brought them later", referral.ReasonProtected: "still somebody else's for a while",
		referral.ReasonExisting: "was our customer long before", referral.ReasonSelf: "nobody can bring themselves", referral.ReasonCycle: "they brought you", referral.ReasonDispute: "the shop decided for somebody else", referral.ReasonWithdrawn: "the shop took it back"},
	Sold: "done", Returned: "refunded", Partly: "partly refunded", Cancelled: "cancelled", Uncounted: "not counted",
	Gifts: "My rewards and coupons", NoGifts: "None yet. What you win in campaigns appears here.", WorthOf: "worth %s", From: "from “%s”", UntilDay: "until %s", NoMinimum: "From any amount: ", Minimum: "From %s: ", TakesOff: "%s off", Rate: "%s%% off", Most: "at most %s",
	AskAddress: "Say where it goes", ChangeAddress: "Change the address", Receiver: "Receiver", Phone: "Phone number", Address: "Address", AddressWhy: "Used to send this gift alone, kept encrypted, and deleted some time after it arrived.", SaveAddress: "Send the address", Arrived: "It arrived",
	GiftStates: map[reward.State]string{reward.Issued: "ready", reward.Locked: "on an order", reward.Used: "used", reward.Expired: "expired", reward.Revoked: "withdrawn",
		reward.Waiting: "address needed", reward.Applied: "to be sent", reward.Shipped: "sent", reward.Received: "received"},
	GiftReasons: map[string]string{"step": "for those you invited", "welcome": "a welcome to a new friend"}}

// invite says where an invitation stands, and why where it does not count.
func (t meWords) invite(i referral.Invitation) (state, why string) {
	if state = t.States[i.Standing]; state == "" {
		state = t.Uncounted
	}
	if i.Standing == referral.StandingValid {
		return state, ""
	}
	if why = t.Reasons[i.Reason]; why == "" || i.Standing == referral.StandingPending {
		why = t.Whys[i.Standing]
	}
	return state, why
}

// order says what became of an order.
func (t meWords) order(o *commerce.Order) string {
	switch {
	case o.State == commerce.Cancelled:
		return t.Cancelled
	case o.Refunded > 0 && o.Refunded >= o.Amount:
		return t.Returned
	case o.Refunded > 0:
		return t.Partly
	}
	return t.Sold
}
