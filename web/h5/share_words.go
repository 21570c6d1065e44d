package h5

import "slices"

// tone is words in which somebody passes a campaign on. They are true whoever says them, and promise nothing for passing it on (CAM-16).
type tone struct{ Key, Name, Line string }

// shareWords are the texts of the page on which people share, in one language. Those with a % are formats.
type shareWords struct {
	Lang, Title, Seen, Choose, Named, Nameless, Make, Change, Link, Copy, Copied, Forward, Poster, PosterHint, PosterAlt string
	Regret, RegretWhy, Opened, Back, Over, Hidden, SharedBy, Says, Scan, From, BackProduct, OverProduct                  string
	Tones                                                                                                                map[string][]tone // by model, "" of any other
}

// tones lists the tones of a model; there are at least two.
func (t shareWords) tones(model string) []tone {
	if some, ok := t.Tones[model]; ok {
		return some
	}
	return t.Tones[""]
}

// toneOf gives a tone of a model; the first where there is no such.
func (t shareWords) toneOf(model, key string) tone {
	all := t.tones(model)
	return all[max(0, slices.IndexFunc(all, func(o tone) bool { return o.Key == key }))]
}

// ofProduct gives the texts where what is passed on is a product.
func (t shareWords) ofProduct() shareWords {
	t.Back, t.Over = t.BackProduct, t.OverProduct
	return t
}

// sharesIn gives the texts in a language.
func sharesIn(lang string) shareWords {
	if lang == "en" {
		return sharesEnglish
	}
	return sharesChinese
}

var sharesChinese = shareWords{Lang: "zh-CN", Title: "分享给朋友", Seen: "朋友会看到", Choose: "选一种说法", Named: "带上我的名字“%s”", Nameless: "我们不知道你的名字，卡片上不署名。", Make: "就这样，生成链接", Change: "按上面的改",
	Link: "你的链接", Copy: "复制链接", Copied: "已复制", Forward: "打开这一页，点右上角“…”转发", Poster: "你的海报", PosterHint: "长按图片保存或转发。", PosterAlt: "带有你的二维码的海报", Regret: "撤回分享", RegretWhy: "撤回后，这个链接和海报不再算你带来的，名字也不再出现；之前带来的朋友不变。",
	Opened: "已有 %d 位朋友通过它来看过", Back: "返回活动", BackProduct: "返回商品", OverProduct: "商品已经下架，不能再分享。", Over: "活动已经结束，不能再分享。", Hidden: "不署名", SharedBy: "%s 分享", Says: "：%s", Scan: "长按识别，看清规则再决定", From: "%s 起",
	Tones: map[string][]tone{
		"groupbuy": {{"plain", "说清楚", "这里有一个拼团：满员按拼团价成交，没满员全额退款。"}, {"warm", "像朋友", "看到一个拼团，想着你也许用得上；不合适就不用理。"}, {"brief", "一句话", "一个拼团，规则都在页面里。"}},
		"flashsale": {{"plain", "说清楚", "这里有一场限量购：数量有限，售完即止，付款后才算买到。"}, {"warm", "像朋友", "看到一场限量购，正好需要的话可以看看，不需要就别买。"},
			{"brief", "一句话", "一场限量购，价格和数量都在页面里。"}},
		"redpacket": {{"plain", "说清楚", "这里有商家发的红包：先到先领，领完为止。"}, {"warm", "像朋友", "商家在发红包，有空可以来看看，没领到也别在意。"}, {"brief", "一句话", "商家发的红包，规则都在页面里。"}},
		"invite": {{"plain", "说清楚", "这是一个邀请活动：你接受邀请并完成要求后，邀请你的人可能得到奖励。"}, {"warm", "像朋友", "这家店我觉得可以看看。你参加的话，邀请你的人可能得到奖励，你自己决定就好。"},
			{"brief", "一句话", "一个邀请活动，谁得到什么都写在页面里。"}},
		ofProduct: {{"plain", "说清楚", "这是店里的一款商品：价格和买法都写在页面里。"}, {"warm", "像朋友", "看到这款东西，想着你也许用得上；不合适就不用理。"}, {"brief", "一句话", "一款商品，介绍和价格都在页面里。"}},
		"":        {{"plain", "说清楚", "这里有一个活动，规则都写在页面里。"}, {"warm", "像朋友", "看到一个活动，想着你也许感兴趣；不合适就不用理。"}},
	}}

var sharesEnglish = shareWords{Lang: "en", Title: "Pass it on", Seen: "What friends will see", Choose: "Choose the words", Named: "Show my name, “%s”", Nameless: "We do not know your name; the card carries none.", Make: "Like this: make my link", Change: "Change it",
	Link: "Your link", Copy: "Copy the link", Copied: "Copied", Forward: "Open that page and forward it by “…”", Poster: "Your poster", PosterHint: "Press and hold the picture to save or forward it.", PosterAlt: "A poster with your code", Regret: "Take it back", RegretWhy: "Afterwards the link and the poster do not count as yours and show no name; friends you have brought stay.",
	Opened: "%d friends have looked by it", Back: "Back to the campaign", BackProduct: "Back to the product", OverProduct: "It is not sold any more and cannot be passed on.", Over: "It is over and cannot be passed on any more.", Hidden: "no name", SharedBy: "from %s", Says: ": %s", Scan: "Press and hold; read the rules, then decide", From: "from %s",
	Tones: map[string][]tone{
		"groupbuy":  {{"plain", "In plain words", "A group buy: complete, everybody pays the group's price; if not, everybody is paid back in full."}, {"warm", "As a friend", "I saw a group buy and thought you might have use for it; if not, never mind."}, {"brief", "In short", "A group buy; the rules are on the page."}},
		"flashsale": {{"plain", "In plain words", "A limited sale: while there are some; yours once it is paid."}, {"warm", "As a friend", "I saw a limited sale; have a look if you need it, and do not buy if you do not."}, {"brief", "In short", "A limited sale; prices and numbers are on the page."}},
		"redpacket": {{"plain", "In plain words", "A shop gives out red packets: first come, first served, while there are some."}, {"warm", "As a friend", "A shop gives out red packets; have a look if you like, and never mind if they are gone."}, {"brief", "In short", "Red packets of a shop; the rules are on the page."}},
		"invite": {{"plain", "In plain words", "An invitation: if you accept and do what is asked, whoever invited you may be rewarded."}, {"warm", "As a friend", "I think this shop is worth a look. If you take part, whoever invited you may be rewarded; it is up to you."},
			{"brief", "In short", "An invitation; who gets what is on the page."}},
		ofProduct: {{"plain", "In plain words", "A product of a shop; its price and how to buy it are on the page."}, {"warm", "As a friend", "I saw this and thought you might have use for it; if not, never mind."}, {"brief", "In short", "A product; what it is and what it costs is on the page."}},
		"":        {{"plain", "In plain words", "A campaign; the rules are on the page."}, {"warm", "As a friend", "I saw this and thought of you; if it is not for you, never mind."}},
	}}
