package walk

import "testing"

// A coupon and a gift of codes are made, codes are brought in and one that was there twice is named by its line; what is missing in
// the form is said under its input.
func TestGiftsAreMade(t *testing.T) {
	h := enter(t)
	h.open("/campaigns/gifts")
	h.says("还没有礼品")
	h.press("button", "新建")
	h.press(".ant-drawer button", "保存")
	h.says("请填写")
	h.Shot("gift-editor")
	h.write("input", "名称", "满 100 减 20 券")
	h.write("input", "减（元）", "20")
	h.write("input", "满多少元可用", "10")
	h.write("input", "数量", "500")
	h.press(".ant-drawer button", "保存")
	h.says("不能低于减的金额")
	h.quietBut("a minimum below the amount", "/api/gifts")
	h.write("input", "满多少元可用", "100")
	h.press(".ant-drawer button", "保存")
	h.says("还没有已发布的活动要发它")
	h.says("满 ¥100.00 减 ¥20.00")
	h.press(".ant-drawer-close", "")

	h.press("button", "新建")
	h.press(".ant-segmented-item", "兑换码")
	h.write("input", "名称", "视频会员周卡")
	h.press(".ant-drawer button", "保存")
	h.until("h3", "导入兑换码")
	h.write("textarea", "导入兑换码", "AAAA-1111-2222\nBBBB-1111-2222\nAAAA-1111-2222")
	h.press(".ant-drawer button", "导入兑换码")
	h.says("已导入 2 个")
	h.says("和第 1 行相同")
	h.Shot("gift-codes")
	h.inEachLook("/campaigns/gifts", nil)
	h.open("/campaigns/gifts?of=given")
	h.says("还没有发过")
	h.inEachLook("/campaigns/gifts?of=given", nil)
}

// A game to begin with says in words what it hands out; where it is promised it is made into a coupon there is, and chosen.
func TestARewardIsMadeWhereItIsPromised(t *testing.T) {
	h := enter(t)
	h.open("/campaigns")
	h.press("main button", "新建活动")
	h.press("button", "用这个: 邀请有礼")
	h.write(".ant-modal input", "名称", "邀请三位得券")
	h.press(".ant-modal button", "开始")
	h.until("h1", "邀请三位得券")
	h.toTheRules()
	h.says("满 100 减 20 券（还没有建，请选一个或新建）")
	h.press(".rowcard button", "新建这个礼品")
	h.until(".ant-drawer-title", "新建礼品或优惠券")
	h.write("input", "减（元）", "20")
	h.write("input", "满多少元可用", "100")
	h.still()
	h.Shot("gift-made-where-promised")
	h.press(".ant-drawer button", "保存")
	h.says("满 100 减 20 券（还剩 500 份）")
	h.still()
	h.Shot("gift-promised")
}
