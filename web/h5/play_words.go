package h5

// gameWords are the texts of the pages of games in one language. Those with a % are formats.
type gameWords struct {
	Lang, Me, Somebody, Stranger, And, Why, ShareTitle, ShareHint, ShareMore, Places, Free, Mine, Rules, BackTo, Refresh, Nobody, NobodyWhy, Countdown string
	Before, BeginsIn, EndsIn, Over, Paused, SoldOut, Ended, LimitIs, Faded, FadedUntil                                                                 string
	Held, HeldThings, PayFirst, PayWithin, PayNow, GiveUp, Refunding, Refunded                                                                         string
	// group-buy
	MyTeam, TeamOf, OpenTeam, OpenTeams, TeamNeeds, UntilAt, JoinIt, PaidOf, PaidWaiting, LeaveTeam, LeaveHint, TeamDone, TeamDoneLadder string
	OwnTeam, TeamEndsIn, TeamFull, TeamInvites, JoinTeam, Leader, Filled, FilledTag, Ladder, FromPeople, LadderHighest, LadderCurrent    string
	OpenPays, JoinPays                                                                                                                   string
	TeamMoved, TeamMovedHere, TeamDoneBack, TeamDonePart, Bonus, BonusAt, RuleBonus, RuleBonusEach, RuleBonusNone, RuleBonusBack         string
	TeamStates, SeatStates                                                                                                               map[string]string
	// flash sale
	Bought, BoughtBack, BoughtPart, HoldOver, Grab, Things, Left, Gone, LimitReached, GroupPrice, GroupGone, GroupOnly, Pieces, Amount string
	// red packet
	PacketOf, SharesLeft, OpenIt, Taken, NoPacket, NoPacketNow, NextPacket, PacketIn, PacketDue, PacketDueNow, PacketsGone, PacketsToday, Packets, MyShares, SharesTaken, TakeIt, PacketEmpty, PacketOver, PacketEndsIn, OpenPacket, Luck, OtherPackets, Luckiest, BestGets string
	ShareStates, ShareNotes                                                                                                                                                                                                                                                 map[string]string
	// invitation
	Steps, StepNeeds, Fallback, Welcome, Cash, MyInvites, InviteHow, OpenAccount, ValidOf, InviteNext, InviteAll, Friends, InvitedBy, InvitedElsewhere, Accept, InviteToo string
	RewardStates, InviteeStates, InviteeWhys, MyInviteStates, AcceptHint                                                                                                  map[string]string
	// paying and taking
	PayTitle, PayPreparing, PayReady, PayButton, PayChecking, PayShut, PayDone, TakeTitle, TakeWaits, TakeButton, TakeUnderWay, TakeDone, TakeFailed, TakeBack string
	// who has just taken part, and the rules
	JustDid, Example, RuleTime, RuleWho, RulePerPerson, RulePerDay, RulePacket, RuleShare, RuleEven, RulePacketTime, RuleFrozen, RuleTeam, RuleTeamPrice, RuleHold, RuleTeamFails, RuleFill, RuleMerge string
	RuleStock, RuleItem, RuleItemEach, RuleLate, RuleInvite, RuleInviteNow, RuleStep, RuleInstead, RuleClawBack, RuleMost, Minutes, Hours, Days                                                        string
	Leaders, LeadersHow, NoLeaders, Place, Brought, MyPlace                                                                                                                                            string
	BonusStates, SeatDid, RuleOverflow, Acts                                                                                                                                                           map[string]string
}

// length says how long something takes, in the largest unit that fits.
func (t gameWords) length(minutes int64) string {
	switch {
	case minutes%1440 == 0:
		return spell(t.Days, minutes/1440)
	case minutes%60 == 0:
		return spell(t.Hours, minutes/60)
	}
	return spell(t.Minutes, minutes)
}

// gamesIn gives the texts in a language.
func gamesIn(lang string) gameWords {
	if lang == "en" {
		return gamesEnglish
	}
	return gamesChinese
}

var gamesChinese = gameWords{Lang: "zh-CN", Me: "我", Somebody: "一位朋友", Stranger: "一位顾客", And: "、", Why: "为什么是这样", ShareTitle: "发给朋友", ShareHint: "点右上角“…”转发这一页，或复制下面的链接。", ShareMore: "选说法，出海报", Places: "团里的人", Free: "空位",
	Mine: "我抢到的", Rules: "活动规则", BackTo: "回到活动", Refresh: "刷新", Nobody: "请在微信里打开", NobodyWhy: "在微信里打开才能参加；这里可以先看。", Countdown: "剩",
	Before: "活动还没有开始", BeginsIn: "距开始", EndsIn: "距结束", Over: "活动已经结束", Paused: "活动暂停中，请稍后再来", Faded: "谢谢大家捧场，这次活动不再接受新的参加；已经得到的都不受影响，我们下次见", FadedUntil: "谢谢大家捧场，这次活动不再接受新的参加；已经开始的照常进行到 %s，规则和奖励都不变",
	SoldOut: "已抢光；有人没付款时会放出来", Ended: "已经结束了", LimitIs: "（上限 %d）",
	Held: "名额已为你留着，付款后生效", HeldThings: "已为你留着 %s，付款后归你", PayFirst: "先付款的先占位", PayWithin: "请在时限内付款，剩", PayNow: "去支付 %s", GiveUp: "不要了", Refunding: "正在退款 %s，到账后这里会显示", Refunded: "已原路退回 %s",
	MyTeam: "看我的团", TeamOf: "满 %d 人成团，还有 %d 份；没成团全额退款", OpenTeam: "%s 开团", OpenTeams: "可以直接参的团", TeamNeeds: "还差 %d 人", UntilAt: "%s 截止", JoinIt: "去参团", PaidOf: "已付款 %d 人，满 %d 人成团",
	PaidWaiting: "你已付款，还差 %d 人就成团；到时没成团会自动全额退款", LeaveTeam: "退出并退款", LeaveHint: "退出后名额让出，款项原路退回", TeamDone: "拼团成功，商家会尽快发货", TeamDoneLadder: "拼团成功，成交价 %s，差价 %s 原路退回",
	OpenPays: "团长价 %s · 参团价 %s", JoinPays: "参团价 %s · 团长价 %s", OwnTeam: "我来开一个团", TeamEndsIn: "距截止", TeamFull: "名额都被占着；有人没付款时会放出来", TeamInvites: "再来 %d 人就成团；没成团全额退款", JoinTeam: "%s 参团", Leader: "团长", Filled: "商家补位", FilledTag: "不是真人", Ladder: "阶梯价",
	FromPeople: "满 %d 人", LadderHighest: "先按最高价付，截止后按成交价退差价", LadderCurrent: "付款时按当时的价，之后降价不补",
	TeamDoneBack: "拼团成功；售后已退回 %s", TeamDonePart: "拼团成功；已退回 %s", Bonus: "团长奖励", BonusAt: "%s 结算",
	RuleBonus: "团长奖励：成团 %[1]s后，除团长外至少 %[2]d 人没有全额退款的，团长得 %[3]s。", RuleBonusEach: "团长奖励：成团 %[1]s后，除团长外至少 %[2]d 人没有全额退款的，每留下一人团长得 %[3]s。", RuleBonusNone: "团长自己全额退款的没有奖励；奖励发完为止，成团时页面会写明。", RuleBonusBack: "发放后留下的人又不够的，须退回奖励。",
	BonusStates: map[string]string{"bonus_held": "待结算", "bonus_granted": "发放中", "bonus_received": "已发放", "bonus_returned": "没有发出", "bonus_void": "没有奖励", "bonus_short": "已发完", "bonus_owed": "需退回"},
	TeamMoved:   "你付款（%s）时这个团已经满员，名额已转到另一个团，不用再付", TeamMovedHere: "你付款时原来的团已满员，已为你转到这个团。",
	TeamStates: map[string]string{"succeeded": "这个团已经拼成了", "failed": "这个团没拼成，付过的款已全额退回", "cancelled": "活动提前结束，付过的款已全额退回", "merged": "这个团并到了别的团", "closing": "时间到了，正在等最后的付款"},
	SeatStates: map[string]string{"held": "待付款", "ordered": "待付款", "paid": "已付款", "settled": "已成交", "released": "未付款", "refunding": "退款中", "refunded": "已退款"},
	GroupPrice: "您的群内价", GroupGone: "您的群的份额已抢完", GroupOnly: "群内价 %s 只给 %s 的成员，您现在不在群里",
	Bought: "买到了：%s，商家会尽快发货", BoughtBack: "%s：售后已退回 %s", BoughtPart: "买到了：%s；已退回 %s", HoldOver: "没有在时限内付款，已让给别人；还有货时可以再抢", Grab: "立即抢购", Things: "本场商品", Left: "还剩 %d 份", Gone: "已抢光", LimitReached: "你已到限购数量", Pieces: "%s × %d", Amount: "数量",
	PacketOf: "%s 的红包，%d 份", SharesLeft: "还剩 %d 份", OpenIt: "去拆", Taken: "已领", NoPacket: "等商家发红包", NoPacketNow: "等商家发红包；发出后会出现在这里", NextPacket: "下一个红包 %s 发出", PacketIn: "距下一个红包", PacketDue: "红包马上就到", PacketDueNow: "时间到了，红包马上出现；没有出现，就是已经被领完", PacketsGone: "红包都发完了", PacketsToday: "今天的红包发完了，改天再来", Packets: "可以拆的红包", MyShares: "我领到的", SharesTaken: "已领 %d 份，共 %d 份 %s",
	TakeIt: "收款到零钱", BestGets: "抢完后，手气最佳再得 %s（并列时先抢的算）", PacketEmpty: "红包已经被领完", PacketOver: "红包已过期，没领的已退回", PacketEndsIn: "距退回", OpenPacket: "拆红包", Luck: "大家的手气", OtherPackets: "看别的红包", Luckiest: "手气最佳",
	ShareStates: map[string]string{"won": "待收款", "received": "已到账", "returned": "已退回", "prized": "发放中", "granted": "已发放"},
	ShareNotes:  map[string]string{"won": "抽到了，点下面收款", "received": "已经到账", "returned": "没有收到：没有在时限内收款，或转账没有成功；钱已退回商家"},
	Steps:       "邀请奖励", StepNeeds: "满 %d 位有效好友", Fallback: "发完后改为：%s", Welcome: "被邀请的好友", Cash: "%s 现金", MyInvites: "看我的邀请", InviteHow: "邀请好友，好友完成后你得奖励", OpenAccount: "生成我的邀请链接",
	ValidOf: "有效 %d 位，目标 %d 位", InviteNext: "再有 %d 位有效好友，得 %s", InviteAll: "全部奖励都达成了", Friends: "我邀请的好友", InvitedBy: "%s 邀请你参加", InvitedElsewhere: "你已经参加过这个活动，不能再接受这次邀请", Accept: "接受邀请", InviteToo: "我也来邀请",
	RewardStates:   map[string]string{"granted": "发放中", "received": "已发放", "owed": "需退回", "returned": "已退回", "short": "已发完，商家会联系你"},
	InviteeStates:  map[string]string{"bound": "已接受", "qualified": "观察期", "valid": "有效", "lapsed": "已超时", "revoked": "不算"},
	InviteeWhys:    map[string]string{"bound": "还没有完成要求的动作", "qualified": "观察期结束后计入", "lapsed": "没有在时限内完成", "revoked": "已离开或退款"},
	MyInviteStates: map[string]string{"bound": "已接受邀请；完成要求的动作后生效", "qualified": "已完成；观察期结束后为好友计入", "valid": "已生效", "revoked": "不再计入"},
	AcceptHint:     map[string]string{"order": "下第一单并签收后生效", "newcomer": "加我们为好友或进群后生效", "registration": "登记成为会员后生效"},
	PayTitle:       "付款", PayPreparing: "正在准备付款，请稍等", PayReady: "请在时限内付款", PayButton: "微信支付 %s", PayChecking: "正在确认付款结果", PayShut: "这笔付款已经关闭", PayDone: "已付款",
	TakeTitle: "收款", TakeWaits: "请点下面确认收款", TakeButton: "收款 %s", TakeUnderWay: "正在转账，请稍等", TakeDone: "已到账", TakeFailed: "转账没有成功，钱已退回商家；请联系商家", TakeBack: "返回活动",
	Leaders: "邀请榜", LeadersHow: "有效好友最多的人", NoLeaders: "还没有人上榜", Place: "%d  %s", Brought: "%d 位", MyPlace: "你现在第 %d 名",
	JustDid: "%s %s", Example: "示例", SeatDid: map[string]string{"paid": "刚刚参团", "settled": "刚刚买到", "received": "刚刚领到", "valid": "刚刚加入"},
	RuleTime: "活动时间：%s 至 %s。", RuleWho: "限符合条件的顾客参加；不符合时页面会说明。", RulePerPerson: "每人最多同时参加 %d 次。", RulePerDay: "每人每天最多参加 %d 次。",
	RulePacket: "每个红包 %s，分 %d 份，先到先领，每人一份。", RuleShare: "金额随机：每份在 %s 到 %s 之间，发出时已经分好，与领取先后无关。", RuleEven: "每份金额相同。", RulePacketTime: "%d 小时内没领完的退回；领到后须在微信里确认收款。", RuleFrozen: "以上规则自发布起不再更改；已开始的按开始时的规则到底。",
	RuleTeam: "开团后 %[2]s内满 %[1]d 人付款即成团。", RuleTeamPrice: "团长价 %s，参团价 %s。", RuleHold: "名额保留 %d 分钟，超时未付款自动让出。", RuleTeamFails: "到时没有成团，已付款项全额原路退回。", RuleFill: "付款满 %d 人时，商家可补位最多 %d 个名额（页面标明，不是真人）。",
	RuleMerge: "截止前 %d 分钟，未满的团可能合并，价格不变。", RuleStock: "共 %d 份，售完即止。", RuleItem: "%s：%s，共 %d 份", RuleItemEach: "，每人限 %d 份", RuleLate: "超时后才到的付款：还有货就成交，没有货全额退回。",
	RuleInvite: "好友通过你的链接接受邀请，并在 %[2]s内%[1]s，%[3]s后仍有效即计入。", RuleInviteNow: "好友通过你的链接接受邀请，并在 %[2]s内%[1]s即计入。", RuleStep: "满 %d 位有效好友：%s", RuleInstead: "，发完后改为 %s", RuleClawBack: "奖励发出后有效人数又低于要求的，须退回奖励。", RuleMost: "每人最多邀请 %d 位。",
	Minutes: "%d 分钟", Hours: "%d 小时", Days: "%d 天", RuleOverflow: map[string]string{"join_other": "；付款时已满员的，自动转到差人最少的团（一样近的取最早开的），没有合适的团就带一个新团；开团的人付晚了总是带新团。", "new_team": "；付款时已满员的，自动成为下一个团的团长。", "refund": "；付款时已满员的，全额退回。"},
	Acts: map[string]string{"order": "完成首单", "newcomer": "加好友或进群", "registration": "登记为会员"}}

var gamesEnglish = gameWords{Lang: "en", Me: "me", Somebody: "A friend", Stranger: "A customer", And: ", ", Why: "Why it is so", ShareTitle: "Pass it on", ShareHint: "Press “…” above to forward this page, or copy the link below.", ShareMore: "Choose the words, get a poster", Places: "Who is in the team", Free: "free",
	Mine: "What I got", Rules: "The rules", BackTo: "Back to the campaign", Refresh: "Look again", Nobody: "Open it in WeChat", NobodyWhy: "To take part, open it in WeChat; you may look around here.", Countdown: "left",
	Before: "It has not begun yet", BeginsIn: "Begins in", EndsIn: "Ends in", Over: "It is over", Paused: "It is paused; come again later", Faded: "Thank you all: this one takes no more entries. What you have is yours, and we look forward to seeing you at the next", FadedUntil: "Thank you all: this one takes no more entries. What has begun goes on until %s, by the same rules and with the same rewards",
	SoldOut: "Sold out; what nobody pays for comes back", Ended: "It is over", LimitIs: " (at most %d)",
	Held: "Your place is kept; it is yours once paid", HeldThings: "Kept for you: %s. It is yours once paid", PayFirst: "Who pays first has the place", PayWithin: "Please pay within", PayNow: "Pay %s", GiveUp: "No, thanks", Refunding: "%s is on its way back to you", Refunded: "%s has been paid back",
	MyTeam: "My team", TeamOf: "A team of %d; %d left. Paid back in full if the team is not complete", OpenTeam: "Open a team for %s", OpenTeams: "Teams to join", TeamNeeds: "%d more needed", UntilAt: "until %s", JoinIt: "Join", PaidOf: "%d paid of %d",
	PaidWaiting: "You have paid; %d more and the team is complete. If not, you are paid back in full", LeaveTeam: "Leave and be paid back", LeaveHint: "Your place becomes free and the money goes back", TeamDone: "The team is complete; the goods are on their way", TeamDoneLadder: "The team is complete at %s; the difference of %s goes back",
	OpenPays: "%s to open a team · %s to join one", JoinPays: "%s to join · %s to open a team", OwnTeam: "Open a team of my own", TeamEndsIn: "Ends in", TeamFull: "All places are taken; what nobody pays for comes back", TeamInvites: "%d more and the team is complete; paid back in full if not", JoinTeam: "Join for %s", Leader: "leader", Filled: "filled by the shop", FilledTag: "nobody", Ladder: "Ladder of prices",
	FromPeople: "from %d on", LadderHighest: "Pay the highest price first; the difference goes back at the end", LadderCurrent: "You pay the price of the moment; later falls are not paid back",
	TeamDoneBack: "The team is complete; %s was paid back afterwards", TeamDonePart: "The team is complete; %s was paid back", Bonus: "Leader's bonus", BonusAt: "settled %s",
	RuleBonus: "Leader's bonus: %[1]s after success, if at least %[2]d others were not paid back in full, the leader gets %[3]s.", RuleBonusEach: "Leader's bonus: %[1]s after success, if at least %[2]d others were not paid back in full, the leader gets %[3]s for each of them.", RuleBonusNone: "A leader who was paid back in full gets none; bonuses last as long as there are some, and the page says so at success. ", RuleBonusBack: "One that was given is to be returned when too few stay.",
	BonusStates: map[string]string{"bonus_held": "to be settled", "bonus_granted": "on its way", "bonus_received": "given", "bonus_returned": "not given", "bonus_void": "none", "bonus_short": "used up", "bonus_owed": "to be returned"},
	TeamMoved:   "When you paid %s this team was full: your place is in another team now, with nothing more to pay", TeamMovedHere: "Your first team was full when you paid, so you are in this one. ",
	TeamStates: map[string]string{"succeeded": "This team is complete", "failed": "This team was not complete; everybody was paid back", "cancelled": "It was called off; everybody was paid back", "merged": "This team is part of another now", "closing": "Time is over; waiting for the last payment"},
	SeatStates: map[string]string{"held": "to pay", "ordered": "to pay", "paid": "paid", "settled": "done", "released": "not paid", "refunding": "being paid back", "refunded": "paid back"},
	GroupPrice: "your group's price", GroupGone: "your group's part is gone", GroupOnly: "%s is for members of %s, and you are in none of them now",
	Bought: "Yours: %s. The goods are on their way", BoughtBack: "%s: %s was paid back afterwards", BoughtPart: "Yours: %s; %s was paid back", HoldOver: "Not paid in time, so it went to others; try again while there is some", Grab: "Buy now", Things: "On sale", Left: "%d left", Gone: "sold out", LimitReached: "you have all you may", Pieces: "%s × %d", Amount: "How many",
	PacketOf: "A packet of %s in %d", SharesLeft: "%d left", OpenIt: "Open", Taken: "taken", NoPacket: "Waiting for the shop's next packet", NoPacketNow: "Waiting for the shop's next packet; it appears here", NextPacket: "Next packet: %s", PacketIn: "Next packet in", PacketDue: "The packet is coming", PacketDueNow: "It is time: the packet appears here any moment; if it does not, it was taken at once", PacketsGone: "All packets have been given out", PacketsToday: "Today’s packets have been given out; come another day", Packets: "Packets to open", MyShares: "What I took", SharesTaken: "%d of %d shares of %s taken",
	TakeIt: "Take the money", BestGets: "Once all are taken, the largest share also brings %s (of equals, the first to be taken)", PacketEmpty: "All shares are taken", PacketOver: "It is over; what nobody took went back", PacketEndsIn: "Goes back in", OpenPacket: "Open the packet", Luck: "Everybody's luck", OtherPackets: "Other packets", Luckiest: "largest share",
	ShareStates: map[string]string{"won": "to take", "received": "arrived", "returned": "went back", "prized": "on its way", "granted": "given"},
	ShareNotes:  map[string]string{"won": "It is yours: take it below", "received": "It has arrived", "returned": "You did not get it: not taken in time, or the transfer failed; it went back to the shop"},
	Steps:       "Rewards", StepNeeds: "%d friends who count", Fallback: "afterwards: %s", Welcome: "For the friend", Cash: "%s in cash", MyInvites: "My invitations", InviteHow: "Invite friends; when they have done what counts, you are rewarded", OpenAccount: "Get my link",
	ValidOf: "%d of %d count", InviteNext: "%d more friends, and you get %s", InviteAll: "You have all the rewards", Friends: "Friends I invited", InvitedBy: "%s invites you", InvitedElsewhere: "You take part already and cannot accept this invitation", Accept: "Accept", InviteToo: "Invite friends myself",
	RewardStates:   map[string]string{"granted": "on its way", "received": "given", "owed": "to be returned", "returned": "went back", "short": "used up: the shop will contact you"},
	InviteeStates:  map[string]string{"bound": "accepted", "qualified": "hold period", "valid": "counts", "lapsed": "too late", "revoked": "does not count"},
	InviteeWhys:    map[string]string{"bound": "has not done what counts yet", "qualified": "counts when the hold period is over", "lapsed": "not in time", "revoked": "left, or was paid back"},
	MyInviteStates: map[string]string{"bound": "Accepted; it counts once you have done what is asked", "qualified": "Done; it counts for your friend after the hold period", "valid": "It counts", "revoked": "It does not count any more"},
	AcceptHint:     map[string]string{"order": "counts with your first order", "newcomer": "counts when you add us or join a group", "registration": "counts when you register"},
	PayTitle:       "Payment", PayPreparing: "The payment is being prepared", PayReady: "Please pay in time", PayButton: "Pay %s with WeChat", PayChecking: "Asking how the payment went", PayShut: "This payment is closed", PayDone: "Paid",
	TakeTitle: "Take your money", TakeWaits: "Press below to take it", TakeButton: "Take %s", TakeUnderWay: "The transfer is under way", TakeDone: "It has arrived", TakeFailed: "The transfer failed and the money went back to the shop: please contact them", TakeBack: "Back",
	Leaders: "Who brought most", LeadersHow: "By friends who count", NoLeaders: "Nobody yet", Place: "%d  %s", Brought: "%d", MyPlace: "You are number %d",
	JustDid: "%s %s", Example: "example", SeatDid: map[string]string{"paid": "has just joined a team", "settled": "has just bought", "received": "has just taken a share", "valid": "has just come"},
	RuleTime: "From %s to %s.", RuleWho: "For those who qualify; the page says so if you do not.", RulePerPerson: "At most %d at a time for each person.", RulePerDay: "At most %d a day for each person.",
	RulePacket: "A packet holds %s in %d shares, one a person, first come first served.", RuleShare: "Shares are random, between %s and %s; they were cut when the packet was put out, whoever comes first.", RuleEven: "All shares are alike.", RulePacketTime: "What is not taken within %d hours goes back; a share has to be accepted in WeChat.", RuleFrozen: "These rules do not change once published; what has begun follows the rules it began with.",
	RuleTeam: "A team is complete when %[1]d have paid within %[2]s of its opening.", RuleTeamPrice: "The leader pays %s, members pay %s.", RuleHold: "A place is kept for %d minutes; unpaid, it becomes free.", RuleTeamFails: "If a team is not complete in time, everybody is paid back in full.", RuleFill: "When %d have paid, the shop may fill up to %d places (shown as such, never as people).",
	RuleMerge: "%d minutes before the end, teams that are short may be joined; prices stay.", RuleStock: "%d in all, while they last.", RuleItem: "%s: %s, %d in all", RuleItemEach: ", at most %d each", RuleLate: "A payment that comes too late buys if there is some left; otherwise it is paid back in full.",
	RuleInvite: "A friend counts who accepts by your link, within %[2]s %[1]s, and stays for %[3]s.", RuleInviteNow: "A friend counts who accepts by your link and within %[2]s %[1]s.", RuleStep: "%d friends who count: %s", RuleInstead: ", afterwards %s", RuleClawBack: "A reward is to be returned when fewer count than it needs.", RuleMost: "At most %d invitations each.",
	Minutes: "%d minutes", Hours: "%d hours", Days: "%d days", RuleOverflow: map[string]string{"join_other": "; whoever pays when the team is full joins the team that lacks least (the earliest of those), or leads a new one if none fits; who opened a team always leads one.", "new_team": "; whoever pays when the team is full leads the next one.", "refund": "; whoever pays when the team is full is paid back in full."},
	Acts: map[string]string{"order": "buys for the first time", "newcomer": "adds us or joins a group", "registration": "registers"}}
