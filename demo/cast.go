package demo

import "fmt"

// brandName is the invented brand; the word in brackets keeps anybody from taking it for one.
const brandName = "青穗里（演示品牌）"

// What the codes of shops and the sign-in names of staff begin with.
const (
	shopMark  = "QS"
	clerkMark = "demo-"
)

// shop is one of the chain.
type shop struct{ code, name, city string }

var cities = []struct {
	name  string
	areas []string
}{
	{"杭州", []string{"西湖", "滨江", "城西", "钱塘", "余杭"}}, {"成都", []string{"锦江", "高新", "天府", "青羊", "双流"}},
	{"武汉", []string{"光谷", "江汉", "汉阳", "沌口", "徐东"}}, {"长沙", []string{"岳麓", "五一", "梅溪", "星沙", "洋湖"}},
	{"苏州", []string{"园区", "姑苏", "新区", "吴中", "相城"}}, {"西安", []string{"曲江", "小寨", "经开", "浐灞", "高陵"}},
	{"青岛", []string{"市南", "崂山", "黄岛", "李沧", "城阳"}}, {"厦门", []string{"思明", "集美", "湖里", "海沧", "同安"}},
	{"昆明", []string{"翠湖", "官渡", "呈贡", "北市", "滇池"}}, {"合肥", []string{"蜀山", "滨湖", "庐阳", "政务", "瑶海"}},
	{"南京", []string{"玄武", "建邺", "江宁", "仙林", "鼓楼"}}, {"广州", []string{"天河", "番禺", "海珠", "越秀", "白云"}},
}

// shopOf gives the i-th shop.
func shopOf(i int) shop {
	city := cities[i%len(cities)]
	area := city.areas[i/len(cities)%len(city.areas)]
	return shop{fmt.Sprintf("%s%03d", shopMark, i+1), fmt.Sprintf("青穗里%s%s店", city.name, area), city.name}
}

// clerk is one of the staff.
type clerk struct {
	login, code, name string
	shop              int
	keeper            bool // runs the shop
}

// clerksOfShop is how many people work in a shop: who runs it, and two advisers.
const clerksOfShop = 3

// clerkOf gives the n-th person of a shop. Names do not depend on the seed: staff are the same in every story.
func clerkOf(shop, n int) clerk {
	d := roll(7, "clerk", shop*clerksOfShop+n)
	code := fmt.Sprintf("%s%03d-%d", shopMark, shop+1, n+1)
	return clerk{login: fmt.Sprintf("%s%03d-%d", clerkMark, shop+1, n+1), code: code, name: pick(d, surnames) + pick(d, givenNames), shop: shop, keeper: n == 0}
}

// good is something the brand sells; the price is in yuan.
type good struct {
	sku, name, line, role string
	price                 float64
}

var goods = []good{
	{"QS-T01", "桂花乌梅茶尝鲜装", "茶饮", "吸粉", 9.9}, {"QS-T02", "山药脆片小包", "零食", "吸粉", 12.9}, {"QS-T03", "红枣夹核桃试吃盒", "零食", "吸粉", 19.9},
	{"QS-L01", "黑芝麻丸 108g", "零食", "低客单", 39}, {"QS-L02", "陈皮红豆薏米茶", "茶饮", "低客单", 45}, {"QS-L03", "无糖坚果燕麦", "早餐", "低客单", 58},
	{"QS-L04", "桂圆红枣枸杞茶", "茶饮", "低客单", 52}, {"QS-L05", "五黑核桃粉", "早餐", "低客单", 68}, {"QS-L06", "藕粉桂花羹", "早餐", "低客单", 36},
	{"QS-H01", "手工阿胶糕 250g", "滋补", "高客单", 168}, {"QS-H02", "每日坚果 30 天装", "零食", "高客单", 139}, {"QS-H03", "新会小青柑 礼盒", "茶饮", "高客单", 198},
	{"QS-H04", "即食燕窝 6 瓶", "滋补", "高客单", 298}, {"QS-P01", "燕窝季卡 24 瓶", "滋补", "超高客单", 1080}, {"QS-P02", "全家四季滋补礼盒", "礼盒", "超高客单", 680},
}

// way is how people come. Paid ones cost money every day.
type way struct {
	name   string
	paid   bool
	weight float64
}

var ways = []way{
	{"到店", false, 5}, {"公众号", false, 2}, {"小程序搜索", false, 2}, {"异业合作", false, 1},
	{"抖音投放", true, 5}, {"朋友圈广告", true, 3}, {"小红书投放", true, 2},
}

// brought is the way of those whom somebody brought.
const broughtWay = "转介绍"

var (
	surnames   = []string{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高", "梁", "郑", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏", "魏", "程", "吕", "丁", "沈", "任"}
	givenNames = []string{"芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "秀英", "桂兰", "婷婷", "雪梅", "晓燕", "海燕", "玉兰", "丹", "萍", "红梅", "慧", "莉", "欣怡", "梓涵", "雨桐", "诗涵", "佳怡", "思远", "建国", "伟", "强", "磊", "军", "勇", "杰", "涛", "明", "超", "浩然", "宇轩", "志强", "文博", "俊杰", "晨曦", "子墨", "嘉琪", "若曦", "一诺", "可欣", "小雨", "春华", "立群"}
	nickHeads  = []string{"小满", "阿芳", "圆圆", "豆豆妈", "乐乐妈", "晴天", "云朵", "半夏", "青柠", "小鹿", "海棠", "知秋", "暖阳", "糖糖", "阿宁", "大白", "木子", "南风", "夏天", "慢慢", "果果妈", "朵朵妈", "一禾", "十七", "念念", "安安", "茉莉", "山茶", "橙子", "苏苏", "阿杰", "老周", "胖丁", "花卷", "米粒", "可可", "佳佳", "雪儿", "琳琳", "静静"}
)

var tagNames = [][]string{
	{"人群/宝妈", "人群/上班族", "人群/银发", "人群/学生", "人群/健身"},
	{"偏好/茶饮", "偏好/零食", "偏好/滋补", "偏好/早餐", "偏好/礼盒"},
	{"需求/养生", "需求/送礼", "需求/控糖", "需求/孕期", "需求/熬夜"},
}
