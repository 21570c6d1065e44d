package commerce

import (
	"strings"

	"qunli/kit/fault"
)

// Scene is where an order was closed (SHP-04): exactly one an order.
type Scene string

// The sixteen scenes, and the one for orders of which nobody said.
const (
	SceneSilent       Scene = "silent"
	SceneWangwang     Scene = "wangwang"
	SceneMallRepeat   Scene = "mall_repeat"
	SceneMallWechat   Scene = "mall_wechat"
	SceneMomentsLink  Scene = "moments_link"
	SceneMomentsChat  Scene = "moments_chat"
	SceneLive         Scene = "live"
	SceneClearance    Scene = "clearance"
	SceneConference   Scene = "conference"
	SceneRecruiting   Scene = "recruiting"
	SceneLaunch       Scene = "launch"
	ScenePlatformSale Scene = "platform_sale"
	SceneWeibo        Scene = "weibo"
	SceneGroup        Scene = "group"
	SceneMiniProgram  Scene = "mini_program"
	SceneCounter      Scene = "counter"
	SceneUnknown      Scene = "unknown"
)

// SceneLabel names a scene in both languages.
type SceneLabel struct {
	Code Scene  `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Scenes lists all scenes in the order in which they are shown; unknown is last.
func Scenes() []SceneLabel {
	return []SceneLabel{
		{SceneSilent, "静默下单", "Silent mall order"},
		{SceneWangwang, "旺旺询单", "Wangwang inquiry"},
		{SceneMallRepeat, "商城二次复购", "Second mall purchase"},
		{SceneMallWechat, "加微信后商城下单", "Mall order after adding WeChat"},
		{SceneMomentsLink, "朋友圈链接", "Moments link"},
		{SceneMomentsChat, "朋友圈后私聊", "Chat after Moments"},
		{SceneLive, "直播", "Live stream"},
		{SceneClearance, "特卖会", "Clearance sale"},
		{SceneConference, "会议营销", "Sales conference"},
		{SceneRecruiting, "招商会", "Partner recruiting event"},
		{SceneLaunch, "发布会", "Launch event"},
		{ScenePlatformSale, "平台大促", "Platform promotion"},
		{SceneWeibo, "微博", "Weibo"},
		{SceneGroup, "微信群", "WeChat group"},
		{SceneMiniProgram, "小程序", "Mini program"},
		{SceneCounter, "到店柜台", "Store counter"},
		{SceneUnknown, "未知", "Unknown"},
	}
}

// ErrScene names the scenes there are.
var ErrScene = fault.New(fault.Invalid, "commerce.scene", "没有“%s”这个成交场景", "There is no scene %q")

// ParseScene reads a code, a Chinese or an English label; blank is unknown.
func ParseScene(s string) (Scene, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return SceneUnknown, nil
	}
	for _, l := range Scenes() {
		if strings.EqualFold(s, string(l.Code)) || s == l.Zh || strings.EqualFold(s, l.En) {
			return l.Code, nil
		}
	}
	return "", ErrScene.F(s)
}

// Valid reports whether s is one of the scenes.
func (s Scene) Valid() bool {
	switch s {
	case SceneSilent, SceneWangwang, SceneMallRepeat, SceneMallWechat, SceneMomentsLink, SceneMomentsChat, SceneLive,
		SceneClearance, SceneConference, SceneRecruiting, SceneLaunch, ScenePlatformSale, SceneWeibo, SceneGroup,
		SceneMiniProgram, SceneCounter, SceneUnknown:
		return true
	}
	return false
}
