package h5

// landingWords are the texts of a landing page in one language, besides what the page itself says.
type landingWords struct {
	Lang, Shut, ShutWhy, Thanks, ThanksWhy, Had, Phone, Name, Agree, Send, Trap, AddTitle, JoinTitle, AddWhy, Add, Join, Account, AccountWhy, AccountCode string
}

// landingIn gives the texts in a language.
func landingIn(lang string) landingWords {
	if lang == "en" {
		return landingWords{Lang: "en", Shut: "This page is resting", ShutWhy: "Come again later, or visit one of our shops.", Thanks: "Thank you.", ThanksWhy: "We have your number and will call you soon.",
			Had: "We have your number", Phone: "Mobile number", Name: "Name (may be empty)", Agree: "You may call me on this number about this", Send: "Send",
			Trap: "Leave this empty", AddTitle: "Talk to us right away", JoinTitle: "Come into our group", AddWhy: "Ask anything; no need to wait for our call.", Add: "Add us", Join: "Join the group",
			Account: "Follow our official account", AccountWhy: "Hold a finger on the code to follow us; what is new comes there first.", AccountCode: "Code of our official account"}
	}
	return landingWords{Lang: "zh-CN", Shut: "这个页面暂时休息", ShutWhy: "请晚些再来，也欢迎到店里坐坐。", Thanks: "已经记下。", ThanksWhy: "我们会尽快联系你。",
		Had: "你的号码已经记下", Phone: "手机号", Name: "称呼（可不填）", Agree: "同意就这件事打这个号码联系我", Send: "提交",
		Trap: "这一格请留空", AddTitle: "想马上聊聊", JoinTitle: "进群一起看看", AddWhy: "不用等电话，有问题随时问。", Add: "加我们为好友", Join: "进群",
		Account: "关注我们的公众号", AccountWhy: "长按二维码就能关注，有新消息先告诉你。", AccountCode: "公众号二维码"}
}
