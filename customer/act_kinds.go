package customer

import "slices"

// actKinds is the one table of kinds: what is not in it stands on the timeline and counts for nothing.
var actKinds = [...]ActKind{
	{Kind: ActAdd, Zh: "加好友", En: "Added", Attribute: "adds", Weight: 1},
	{Kind: ActJoin, Zh: "进群", En: "Joined a group", Attribute: "joins", Weight: 1, Room: "community"},
	{Kind: ActView, Zh: "浏览", En: "Viewed", Attribute: "views", Weight: .2},
	{Kind: ActClick, Zh: "点击", En: "Clicked", Attribute: "clicks", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActScan, Zh: "扫码", En: "Scanned", Attribute: "scans", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActShare, Zh: "分享", En: "Shared", Attribute: "shares", TwoWay: true, Stage: StageParticipation, Social: 2, Weight: 2},
	{Kind: ActForward, Zh: "转发", En: "Forwarded", Attribute: "forwards", TwoWay: true, Stage: StageParticipation, Social: 1, Weight: 2},
	{Kind: ActVote, Zh: "投票", En: "Voted", Attribute: "votes", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActCheckin, Zh: "签到打卡", En: "Checked in", Attribute: "checkins", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActGrab, Zh: "抢购抢红包", En: "Grabbed", Attribute: "grabs", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActFavorite, Zh: "收藏", En: "Favoured", Attribute: "favorites", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActCart, Zh: "加购", En: "Put in the cart", Attribute: "carts", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActImpression, Zh: "到店体验", En: "Saw the brand", Attribute: "impressions", Stage: StageTrust, Weight: .2},
	{Kind: ActMaterial, Zh: "看背景资料", En: "Saw material", Attribute: "materials", Stage: StageTrust, Weight: .2},
	{Kind: ActReview, Zh: "看客户评价", En: "Saw reviews", Attribute: "reviews", Stage: StageTrust, Weight: .2},
	{Kind: ActSpeak, Zh: "发言", En: "Spoke", TwoWay: true, Stage: StageParticipation, Weight: 1, Room: "conversation"},
	{Kind: ActOrder, Zh: "成交订单", En: "Ordered", TwoWay: true, Stage: StageTrust, Weight: 5, Room: "commerce"},
	{Kind: ActReferral, Zh: "有效转介绍", En: "Referred", TwoWay: true, Stage: StageParticipation, Social: 3, Weight: 8, Room: "referral"},
	{Kind: ActUGC, Zh: "原创内容", En: "Made content", Attribute: "ugc", TwoWay: true, Stage: StageParticipation, Weight: 1},
	{Kind: ActDistribute, Zh: "分销", En: "Sold on", Attribute: "distributions", TwoWay: true, Stage: StageParticipation, Social: 4, Weight: 1},
	{Kind: ActCeremony, Zh: "完成仪式", En: "Completed a ceremony", Attribute: "ceremonies", TwoWay: true, Stage: StageRitual, Weight: 1},
	{Kind: ActPartner, Zh: "签约合伙人", En: "Signed as partner", Social: 5, Weight: 1},
	{Kind: ActShareholder, Zh: "登记股东", En: "Registered as shareholder", Weight: 1},
}

// ActKinds lists all kinds with what they count for.
func ActKinds() []ActKind { return slices.Clone(actKinds[:]) }

// ActKindOf tells what acts of a kind count for; false for a kind that counts for nothing.
func ActKindOf(kind string) (ActKind, bool) {
	for i := range actKinds {
		if actKinds[i].Kind == kind {
			return actKinds[i], true
		}
	}
	return ActKind{}, false
}
