package console

// words are all texts of the pages. Both languages fill every field: a test looks.
type words struct {
	Brand, Tagline, Overview, Imports, SignOut, SignedInAs, Language, OtherLang string
	SkipToContent, RequestID, ErrorHelp, BackHome, Version                      string

	SetupTitle, SetupIntro, LoginName, PersonName, Password, PasswordHint, SetupButton string
	LoginTitle, LoginButton, NoOwnerYet                                                string
	PasswordTitle, PasswordIntro, NewPassword, PasswordButton                          string

	EmptyTitle, EmptyWhat, EmptyNext, EmptyCommand, EmptyOr, EmptyUpload, EmptyAsk string
	Headline, Orders, Revenue, Buyers, AsOf, Stored, NotReady                      string
	LoopWhat, LoopStrict, LoopBands, LoopWaits                                     string
	Formula, Explain, WindowWord, Denominators, LeftOut, DefinitionVersion, Source string
	DefaultWindow, Unknown, NoData, DaysUnit, ZoneNote, About, Close, Swipe        string

	Evening, EveningActs, EveningQuiet string

	Customers, Communities, Segments, Referrals, Tasks, Jobs, MoreMetrics, Rule string

	ImportsIntro, ImportsEmpty, File, Kind, SourceWord, SourceHint, Preset, NoPreset, Upload   string
	State, Progress, Added, Same, Rejected, Started, Rows, Rate, Left, Undo, UndoHint          string
	RejectsLink, ImportTitle, Mapping, Field, Column, Counts, Reason, Older, Bytes, AllImports string
	KindOrders, KindCustomers, KindProducts, KindSpend, KindChat, KindReferrals, KindTouches   string
	Waiting, Running, Done, Failed, Undoing, Undone                                            string

	DemoNote, DemoPouring, DemoRemoving, DemoRemove, DemoSure string
}

// wordsIn gives the texts of lang, Chinese unless it is "en".
func wordsIn(lang string) words {
	if lang == "en" {
		return english()
	}
	return chinese()
}

func chinese() words {
	return words{
		DemoNote: "演示品牌：这里的客户、社群和订单全是编出来的，手机号以 12 开头，不存在。", DemoPouring: "演示品牌正在生成，数字会陆续出现。",
		DemoRemoving: "正在移除演示品牌……", DemoRemove: "移除演示品牌", DemoSure: "移除后不能再放回来。您自己录入的数据会留下。",

		Brand: "群力", Tagline: "让老客带来复购和转介绍，少花广告费", Overview: "总览", Imports: "导入", SignOut: "退出登录",
		SignedInAs: "当前用户", Language: "语言", OtherLang: "English", SkipToContent: "跳到正文", RequestID: "请求编号",
		ErrorHelp: "如果问题一直存在，请把下面的请求编号告诉管理员。", BackHome: "回到总览", Version: "版本",

		SetupTitle: "设置所有者", SetupIntro: "您是第一位使用者，将成为所有者：能管理员工、门店和全部数据。这个链接只能用一次。",
		LoginName: "登录名", PersonName: "姓名", Password: "密码", PasswordHint: "至少 10 个字符，避免常见密码", SetupButton: "创建并登录",
		LoginTitle: "登录", LoginButton: "登录", NoOwnerYet: "还没有所有者。请打开程序启动时显示在终端里的设置链接。",
		PasswordTitle: "设置新密码", PasswordIntro: "设置后会立即登录，其他地方的登录全部失效。", NewPassword: "新密码", PasswordButton: "保存并登录",

		EmptyTitle: "从一份订单开始",
		EmptyWhat:  "群力把每一张订单归到一位真实的客户，然后告诉您：生意里有多少来自老客复购和转介绍，多少是广告买来的；谁值得感谢，谁快要离开。",
		EmptyNext:  "现在还没有订单。下一步只有一件事：导入订单。", EmptyCommand: "在服务器上运行（CSV、TSV、XLSX 都可以，列会自动识别）：",
		EmptyOr: "或者在浏览器里：", EmptyUpload: "上传订单文件", EmptyAsk: "您的角色不能导入，请联系管理员。",
		Headline: "生意", Orders: "有效订单", Revenue: "净额", Buyers: "下单客户", AsOf: "截至", Stored: "后台计算的结果",
		NotReady:   "正在后台计算，好了会自动显示。",
		LoopWhat:   "看每张订单从哪来：老客回购和老客带来的，不花广告费；广告带来的，要花钱。这个比例越高，生意越能自己转起来。",
		LoopStrict: "严格口径更保守：下单前 7 天内还被付费广告触达过的复购和转介绍，也算广告的功劳。",
		LoopBands:  "默认分档：低于 30% 依赖投放，30%–60% 正在自循环，60% 以上健康。",
		LoopWaits:  "没有记录的推荐人不作猜测：不知道是谁带来的，不算转介绍。",
		Formula:    "公式", Explain: "说明", WindowWord: "时间范围", Denominators: "分母", LeftOut: "未计入", DefinitionVersion: "定义版本", Source: "需求编号",
		DefaultWindow: "（默认：有数据的首日至末日）", Unknown: "未知", NoData: "暂无数据", DaysUnit: "天", ZoneNote: "按企业时区归日",
		About: "口径", Close: "关闭", Swipe: "左右滑动，查看整张表 →",

		ImportsIntro: "每个文件都可以重复导入：已有的记录不会再加一遍。导错了可以撤销。", ImportsEmpty: "还没有导入过文件。",
		File: "文件", Kind: "类型", SourceWord: "来源", SourceHint: "数据来自哪个系统，例如 tmall、pos", Preset: "预设", NoPreset: "自动识别列", Upload: "上传并导入",
		State: "状态", Progress: "进度", Added: "新增", Same: "已有", Rejected: "拒绝", Started: "开始时间", Rows: "行", Rate: "行/秒", Left: "剩余",
		Undo: "撤销这次导入", UndoHint: "只删除这次导入独有的数据；之后有数据依赖它时会拒绝并列出原因。", RejectsLink: "下载被拒绝的行（CSV）",
		ImportTitle: "导入详情", Mapping: "列映射", Field: "字段", Column: "列", Counts: "记录分类", Reason: "原因", Older: "更早的", Bytes: "字节", AllImports: "全部导入",
		KindOrders: "订单", KindCustomers: "客户", KindProducts: "商品", KindSpend: "广告花费", KindChat: "群聊记录", KindReferrals: "转介绍", KindTouches: "触点",
		Evening: "今晚", EveningActs: "要做的三件事", EveningQuiet: "没有超出平常波动的变化，也没有急着要做的事。",
		Customers: "客户", Communities: "社群", Segments: "分群", Referrals: "转介绍", Tasks: "待办", Jobs: "后台任务", MoreMetrics: "更多指标", Rule: "规则",
		Waiting: "等待中", Running: "进行中", Done: "完成", Failed: "失败", Undoing: "撤销中", Undone: "已撤销",
	}
}

func english() words {
	return words{
		DemoNote:    "Demo brand: all customers, groups and orders here are invented; its phone numbers begin with 12 and do not exist.",
		DemoPouring: "The demo brand is being made; figures appear one after the other.", DemoRemoving: "The demo brand is being removed …",
		DemoRemove: "Remove the demo brand", DemoSure: "It cannot be brought back. What you have entered yourself stays.",

		Brand: "Qunli", Tagline: "Let customers bring customers, and spend less on ads", Overview: "Overview", Imports: "Imports", SignOut: "Sign out",
		SignedInAs: "Signed in as", Language: "Language", OtherLang: "中文", SkipToContent: "Skip to content", RequestID: "Request id",
		ErrorHelp: "If this goes on, give the request id below to your administrator.", BackHome: "Back to the overview", Version: "Version",

		SetupTitle: "Set up the owner", SetupIntro: "You are the first here and become the owner: you manage staff, stores and all data. This link works once.",
		LoginName: "Login", PersonName: "Name", Password: "Password", PasswordHint: "At least 10 characters, and not a common one", SetupButton: "Create and sign in",
		LoginTitle: "Sign in", LoginButton: "Sign in", NoOwnerYet: "There is no owner yet. Open the set-up link that the program printed to its terminal when it started.",
		PasswordTitle: "Set a new password", PasswordIntro: "You are signed in at once; all other sessions end.", NewPassword: "New password", PasswordButton: "Save and sign in",

		EmptyTitle: "Start from one file of orders",
		EmptyWhat:  "Qunli ties every order to one real customer and then tells you how much of the business comes from repurchase and referral and how much was bought with ads; whom to thank, and who is about to leave.",
		EmptyNext:  "There are no orders yet. There is one next step: import orders.", EmptyCommand: "On the server, run (CSV, TSV or XLSX; columns are recognised):",
		EmptyOr: "Or in the browser:", EmptyUpload: "Upload a file of orders", EmptyAsk: "Your role cannot import; ask an administrator.",
		Headline: "Business", Orders: "Kept orders", Revenue: "Net amount", Buyers: "Buyers", AsOf: "As of", Stored: "computed in the background",
		NotReady:   "Being computed in the background; it appears here by itself.",
		LoopWhat:   "Where each order came from: old customers who return and those they bring cost no advertising; customers from ads do. The higher the rate, the more the business turns by itself.",
		LoopStrict: "The strict figure is more careful: a repurchase or referral that a paid ad reached in the 7 days before is credited to the ad.",
		LoopBands:  "Default bands: below 30 % living on ads, 30–60 % turning, 60 % and above healthy.",
		LoopWaits:  "A referrer who is not on record is never guessed: unknown is no referral.",
		Formula:    "Formula", Explain: "Notes", WindowWord: "Window", Denominators: "Denominators", LeftOut: "Left out", DefinitionVersion: "Definition version", Source: "Requirement",
		DefaultWindow: " (default: first to last day with data)", Unknown: "unknown", NoData: "No data", DaysUnit: "days", ZoneNote: "days in the organisation's zone",
		About: "Definition", Close: "Close", Swipe: "Swipe sideways for the whole table →",

		ImportsIntro: "Any file can be imported again: what is there already is not added twice. A wrong import can be undone.", ImportsEmpty: "No file has been imported yet.",
		File: "File", Kind: "Kind", SourceWord: "Source", SourceHint: "The system it comes from, e.g. tmall or pos", Preset: "Preset", NoPreset: "Recognise columns", Upload: "Upload and import",
		State: "State", Progress: "Progress", Added: "Added", Same: "Known", Rejected: "Rejected", Started: "Started", Rows: "rows", Rate: "rows/s", Left: "left",
		Undo: "Undo this import", UndoHint: "Removes only what this import alone brought; refused with a list where something later depends on it.", RejectsLink: "Download rejected rows (CSV)",
		ImportTitle: "Import", Mapping: "Mapping", Field: "Field", Column: "Column", Counts: "Records by sort", Reason: "Reason", Older: "Older", Bytes: "bytes", AllImports: "All imports",
		KindOrders: "Orders", KindCustomers: "Customers", KindProducts: "Products", KindSpend: "Ad spend", KindChat: "Chat logs", KindReferrals: "Referrals", KindTouches: "Touches",
		Evening: "Tonight", EveningActs: "Three acts to take", EveningQuiet: "Nothing changed by more than chance, and nothing is urgent.",
		Customers: "Customers", Communities: "Groups", Segments: "Segments", Referrals: "Referrals", Tasks: "Tasks", Jobs: "Jobs", MoreMetrics: "More metrics", Rule: "Rule",
		Waiting: "Waiting", Running: "Running", Done: "Done", Failed: "Failed", Undoing: "Undoing", Undone: "Undone",
	}
}

// KindName names a kind of import.
func (w words) KindName(kind string) string {
	switch kind {
	case "orders":
		return w.KindOrders
	case "customers":
		return w.KindCustomers
	case "products":
		return w.KindProducts
	case "spend":
		return w.KindSpend
	case "chat":
		return w.KindChat
	case "referrals":
		return w.KindReferrals
	case "touches":
		return w.KindTouches
	}
	return kind
}

// StateName names a state of an import.
func (w words) StateName(state string) string {
	switch state {
	case "waiting":
		return w.Waiting
	case "running":
		return w.Running
	case "done":
		return w.Done
	case "failed":
		return w.Failed
	case "undoing":
		return w.Undoing
	case "undone":
		return w.Undone
	}
	return state
}
