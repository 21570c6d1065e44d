package h5

// words are the texts of the pages in one language.
type words struct {
	Lang, Who, Now, Later, Quiet, AddHint, JoinHint, Word, WordHint, Wrong, Area, Choose, Other, Go, Shut, ShutWhy, Unserved, UnservedWhy, Back, Wait, WaitWhy, Retry, Picture,
	Leave, Phone, Name, Place, Agree, Send, Thanks, ThanksWhy string
}

// in gives the texts in a language.
func in(lang string) words {
	if lang == "en" {
		return words{Lang: "en", Who: "Who we are", Now: "What you get now", Later: "What you keep getting", Quiet: "Will we disturb you",
			AddHint: "Press and hold the code to add us", JoinHint: "Press and hold the code to join the group", Word: "Invite word", WordHint: "Ask our staff for it",
			Wrong: "That is not the word; ask our staff", Area: "Your district", Choose: "Choose", Other: "None of these", Go: "Go on",
			Shut: "This code is resting", ShutWhy: "Our staff in the shop will help you.", Unserved: "We do not deliver to your district yet",
			UnservedWhy: "We are on our way. You are welcome in any of our shops meanwhile.", Back: "Choose another district",
			Wait: "One moment", WaitWhy: "The code is being prepared. Try again in half a minute.", Retry: "Try again", Picture: "Code of WeCom",
			Leave: "Be the first to know", Phone: "Mobile number", Name: "Name (may be empty)", Place: "Where you are (may be empty)",
			Agree: "You may call me on this number about delivery in my district", Send: "Send", Thanks: "Thank you", ThanksWhy: "We have your number and will call you soon."}
	}
	return words{Lang: "zh-CN", Who: "我们是谁", Now: "现在能得到什么", Later: "以后持续得到什么", Quiet: "会不会打扰你",
		AddHint: "长按识别二维码，加我们为好友", JoinHint: "长按识别二维码，进群", Word: "进群口令", WordHint: "向店里的伙伴要", Wrong: "口令不对，请再问问店里的伙伴", Area: "你在哪个区域",
		Choose: "请选择", Other: "都不是", Go: "下一步", Shut: "这个码暂时休息", ShutWhy: "到店里找我们的伙伴，也能加上。", Unserved: "你的区域暂时还没开通",
		UnservedWhy: "我们正在赶来。也欢迎到任意一家门店坐坐。", Back: "换一个区域", Wait: "请稍等", WaitWhy: "二维码正在准备，半分钟后再试。", Retry: "再试一次", Picture: "企业微信二维码",
		Leave: "留个手机号，开通就告诉你", Phone: "手机号", Name: "称呼（可不填）", Place: "你在哪里（可不填）",
		Agree: "同意为我所在区域的开通和配送打这个号码联系我", Send: "提交", Thanks: "已经记下", ThanksWhy: "我们会尽快联系你。"}
}
